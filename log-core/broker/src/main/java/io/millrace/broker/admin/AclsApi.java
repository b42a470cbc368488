package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** DescribeAcls, CreateAcls and DeleteAcls: nobody is refused anything here, and each says so. */
final class AclsApi implements Api {
    private static final short DISABLED = Errors.SECURITY_DISABLED.code();
    private static final String WHY = "this node authorises nobody, and keeps no ACLs";

    private final ApiKeys key;

    AclsApi(ApiKeys key) {
        this.key = key;
    }

    @Override
    public ApiKeys key() {
        return key;
    }

    @Override
    public void handle(Call call) {
        call.answer(answer(call));
    }

    private ApiMessage answer(Call call) {
        if (key == ApiKeys.CREATE_ACLS) {
            CreateAclsResponseData response = new CreateAclsResponseData();
            call.body(CreateAclsRequestData.class)
                    .creations()
                    .forEach(each -> response.results()
                            .add(new AclCreationResult().setErrorCode(DISABLED).setErrorMessage(WHY)));
            return response;
        }
        if (key == ApiKeys.DELETE_ACLS) {
            DeleteAclsResponseData response = new DeleteAclsResponseData();
            call.body(DeleteAclsRequestData.class)
                    .filters()
                    .forEach(each -> response.filterResults()
                            .add(new DeleteAclsFilterResult()
                                    .setErrorCode(DISABLED)
                                    .setErrorMessage(WHY)));
            return response;
        }
        return new DescribeAclsResponseData().setErrorCode(DISABLED).setErrorMessage(WHY);
    }
}
