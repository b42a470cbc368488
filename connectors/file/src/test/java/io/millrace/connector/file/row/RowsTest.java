package io.millrace.connector.file.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {

    private static final String FLIGHT = "date:string,delay:int32,distance:int64,share:float64?,late:boolean?";

    @Test
    void aJsonLineBecomesAStructOfTheDeclaredFields() throws BadRow {
        Rows rows = json(FLIGHT);

        Struct flight = (Struct)
                value(
                        rows,
                        "{\"late\":true,\"other\":{\"a\":[1]},\"distance\":9000000000,\"delay\":-5,\"date\":\"2001/01/01 00:47\",\"share\":1}");

        assertThat(flight.schema().name()).isEqualTo("Flight");
        assertThat(flight.get("date")).isEqualTo("2001/01/01 00:47");
        assertThat(flight.get("delay")).isEqualTo(-5);
        assertThat(flight.get("distance")).isEqualTo(9_000_000_000L);
        assertThat(flight.get("share")).isEqualTo(1.0);
        assertThat(flight.get("late")).isEqualTo(true);
        flight.validate();
    }

    @Test
    void anOptionalFieldMayBeNullOrAbsent() throws BadRow {
        Struct flight = (Struct) value(json(FLIGHT), "{\"date\":\"d\",\"delay\":1,\"distance\":2,\"share\":null}");

        assertThat(flight.get("share")).isNull();
        assertThat(flight.get("late")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"delay\":1,\"distance\":2}|field date: missing or null",
                "{\"date\":null,\"delay\":1,\"distance\":2}|field date: missing or null",
                "{\"date\":7,\"delay\":1,\"distance\":2}|field date: no string: 7",
                "{\"date\":\"d\",\"delay\":2147483648,\"distance\":2}|field delay: no int32: 2147483648",
                "{\"date\":\"d\",\"delay\":1.5,\"distance\":2}|field delay: no int32: 1.5",
                "{\"date\":\"d\",\"delay\":\"1\",\"distance\":2}|field delay: no int32: 1",
                "{\"date\":\"d\",\"delay\":1,\"distance\":99999999999999999999}|field distance: no int64",
                "{\"date\":\"d\",\"delay\":[1],\"distance\":2}|field delay: no int32: [",
                "[1]|no JSON object",
                "nonsense|no JSON: Unrecognized token",
                "{\"date\":\"d\"|no JSON: ",
                "{} {}|field date",
            })
    void aLineThatIsNotWhatWasDeclaredIsABadRow(String line, String reason) {
        assertThatThrownBy(() -> value(json(FLIGHT), line))
                .isInstanceOf(BadRow.class)
                .hasMessageContaining(reason);
    }

    @Test
    void withoutFieldsAJsonLineIsAMap() throws BadRow {
        Rows rows = new RowFormat(RowFormat.Kind.JSONL, null, null, (byte) ',').rows();

        Object map = value(rows, "{\"a\":1,\"b\":{\"c\":[1.5,null,true,\"x\"]}}");

        assertThat(map).isEqualTo(Map.of("a", 1L, "b", Map.of("c", Arrays.asList(1.5, null, true, "x"))));
        assertThat(rows.schema()).isNull();
        assertThatThrownBy(() -> value(rows, "{\"a\":1}{")).hasMessageContaining("behind the object");
        assertThatThrownBy(() -> value(rows, "{\"a\":99999999999999999999}")).hasMessageContaining("neither int64");
        assertThat(value(rows, " \t")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "csv", "lines"})
    void bytesThatAreNotUtf8AreABadRow(String format) throws BadRow {
        byte[] bytes = "{\"a\":\"x?,1234567\"}".getBytes(StandardCharsets.ISO_8859_1);
        bytes[7] = (byte) 0xE9;
        RowFormat.Kind kind = RowFormat.Kind.valueOf(format.toUpperCase(java.util.Locale.ROOT));
        RowFormat rowFormat = new RowFormat(kind, null, null, (byte) ',');
        Rows rows = kind == RowFormat.Kind.CSV ? csv("a,b", null) : rowFormat.rows();

        assertThatThrownBy(() -> rows.value(bytes, 0, bytes.length)).hasMessage("bytes that are not UTF-8");
    }

    @Test
    void csvWithoutFieldsHasARequiredStringForEachColumn() throws BadRow {
        Rows rows = csv("iata,name", null);

        assertThat(rows.schema().field("name").schema()).isEqualTo(Schema.STRING_SCHEMA);
        assertThat(columns(rows, "00M,")).containsExactly("00M", "");
        assertThat(value(rows, "")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a,b|a;b",
                "\"a\",\"b\"|a;b",
                "\"a,1\",b|a,1;b",
                "\"say \"\"hi\"\"\",b|say \"hi\";b",
                "\"\"\"\",\"\"|\";",
                "\"Flor\u00eda \ud83d\ude80\", b |Flor\u00eda \ud83d\ude80; b ",
            })
    void csvIsQuotedAsRfc4180Says(String line, String expected) throws BadRow {
        assertThat(columns(csv("one,two", null), line)).isEqualTo(List.of(expected.split(";", -1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a|1 column, but the header has 2",
                "a,b,c|3 columns, but the header has 2",
                "a,b\"c|a quote within a column",
                "\"a\"b,c|column 1: text behind the closing quote",
                "a,\"b|a quote is never closed",
            })
    void csvThatIsNoneIsABadRow(String line, String reason) throws BadRow {
        Rows rows = csv("one,two", null);

        assertThatThrownBy(() -> value(rows, line)).isInstanceOf(BadRow.class).hasMessageContaining(reason);
    }

    @Test
    void csvColumnsTakeTheTypesOfTheirFieldsByName() throws BadRow {
        Rows rows = csv("id,lat,note,open", "open:boolean,lat:float64?,id:int32,note:string?");

        Struct row = (Struct) value(rows, "7,-1.5e3,\"\",TRUE");
        Struct empty = (Struct) value(rows, "7,,,false");

        assertThat(row.get("id")).isEqualTo(7);
        assertThat(row.get("lat")).isEqualTo(-1500.0);
        assertThat(row.get("note")).isEqualTo("");
        assertThat(row.get("open")).isEqualTo(true);
        assertThat(empty.get("lat")).isNull();
        assertThat(empty.get("note")).isNull();
        assertThatThrownBy(() -> value(rows, "x,1,,true")).hasMessage("column id: no int32: x");
        assertThatThrownBy(() -> value(rows, "1,NaN,,true")).hasMessage("column lat: no float64: NaN");
        assertThatThrownBy(() -> value(rows, "1,1,,yes")).hasMessage("column open: no boolean: yes");
    }

    @Test
    void aHeaderWithoutADeclaredColumnOrWithOneTwiceIsRefused() {
        assertThatThrownBy(() -> csv("a,b", "c:string")).hasMessageContaining("no column c; it has [a, b]");
        assertThatThrownBy(() -> csv("a,a", null)).hasMessageContaining("twice");
        assertThatThrownBy(() -> csv("a,", null)).hasMessageContaining("without a name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:text", "a:string,a:int32", ":string", "a:string,,b:string", "a:string??"})
    void aDeclarationThatIsNoneIsRefused(String fields) {
        assertThatThrownBy(() -> Fields.parse(fields, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void whatIsQuotedComesBackAndRowsEndWhereTheyShould(@ForAll @From("texts") List<String> texts) throws BadRow {
        StringBuilder line = new StringBuilder();
        StringBuilder header = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            line.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(texts.get(i).replace("\"", "\"\""))
                    .append('"');
            header.append(i == 0 ? "" : ",").append("c").append(i);
        }
        byte[] bytes = (line + "\nnext").getBytes(StandardCharsets.UTF_8);
        RowFormat format = new RowFormat(RowFormat.Kind.CSV, null, null, (byte) ',');

        int end = format.end(bytes, 0, bytes.length);

        assertThat(end).isEqualTo(line.toString().getBytes(StandardCharsets.UTF_8).length);
        assertThat(columns(csv(header.toString(), null), line.toString())).isEqualTo(texts);
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.strings()
                .withChars('a', '"', ',', '\n', '\r', '\u00e9')
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Property
    void theScanFindsWhatALoopFinds(@ForAll byte[] bytes, @ForAll byte wanted) {
        byte ascii = (byte) (wanted & 0x7f);
        int expected = -1;
        for (int i = bytes.length - 1; i >= 0; i--) {
            expected = bytes[i] == ascii ? i : expected;
        }

        assertThat(Scan.find(bytes, 0, bytes.length, ascii)).isEqualTo(expected);
    }

    private static Rows json(String fields) {
        return new RowFormat(RowFormat.Kind.JSONL, Fields.parse(fields, "Flight"), "Flight", (byte) ',').rows();
    }

    private static Rows csv(String header, String fields) throws BadRow {
        Fields declared = fields == null ? null : Fields.parse(fields, null);
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        return new RowFormat(RowFormat.Kind.CSV, declared, null, (byte) ',').rowsUnder(bytes, 0, bytes.length);
    }

    private static Object value(Rows rows, String line) throws BadRow {
        byte[] bytes = ("##" + line + "##").getBytes(StandardCharsets.UTF_8);
        return rows.value(bytes, 2, bytes.length - 2);
    }

    private static List<Object> columns(Rows rows, String line) throws BadRow {
        Struct struct = (Struct) value(rows, line);
        List<Object> columns = new ArrayList<>();
        struct.schema().fields().forEach(field -> columns.add(struct.get(field)));
        return columns;
    }
}
