package io.millrace.broker.api;

import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeCluster: the cluster's id and its nodes, of which there is one. */
public final class DescribeClusterApi implements Api {
    private static final byte BROKERS = 1;

    private final Node node;

    /** Describes that node. */
    public DescribeClusterApi(Node node) {
        this.node = node;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DESCRIBE_CLUSTER;
    }

    @Override
    public void handle(Call call) {
        DescribeClusterRequestData request = call.body(DescribeClusterRequestData.class);
        if (request.endpointType() != BROKERS) {
            call.answer(new DescribeClusterResponseData()
                    .setErrorCode(Errors.MISMATCHED_ENDPOINT_TYPE.code())
                    .setErrorMessage("this address is a broker's")
                    .setEndpointType(BROKERS)
                    .setClusterId(node.clusterId()));
            return;
        }
        DescribeClusterResponseData response = new DescribeClusterResponseData()
                .setClusterId(node.clusterId())
                .setControllerId(node.id())
                .setEndpointType(BROKERS);
        response.brokers()
                .add(new DescribeClusterBroker()
                        .setBrokerId(node.id())
                        .setHost(call.listener().host())
                        .setPort(call.listener().port()));
        if (request.includeClusterAuthorizedOperations()) {
            response.setClusterAuthorizedOperations(Operations.CLUSTER);
        }
        call.answer(response);
    }
}
