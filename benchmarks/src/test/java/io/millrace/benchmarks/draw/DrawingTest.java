package io.millrace.benchmarks.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class DrawingTest {
    private static final Drawing DRAWING = new Drawing(
            "toy",
            "Toys & others",
            List.of(new Panel(
                    "speed, toys/s (more is better)",
                    List.of(
                            new Bar("ours", 50, 40, 100, "50.0  0.50 times", 200),
                            new Bar("theirs", 100, 90, 110, "100", Double.NaN)))),
            List.of("machine " + "of many words ".repeat(30), "repeat ./millrace bench toys <quietly>"));

    @Test
    void itIsWellFormedAndSaysWhatWasMeasuredAndHowToRepeatIt() throws Exception {
        Document svg = parsed();

        String words = svg.getDocumentElement().getTextContent();
        assertThat(words).contains("Toys & others", "toys/s", "0.50 times", "repeat ./millrace bench toys <quietly>");
        assertThat(words).contains("prefers-color-scheme: dark");
    }

    @Test
    void barsAreAsLongAsTheirMediansAndEverythingLiesInTheFrame() throws Exception {
        Document svg = parsed();

        assertThat(width(svg, "bar1")).isEqualTo(2 * width(svg, "bar0"));
        double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
        double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
        assertThat(elements(svg, "rect"))
                .allSatisfy(rect ->
                        assertThat(number(rect, "x") + number(rect, "width")).isLessThanOrEqualTo(width));
        assertThat(elements(svg, "text")).allSatisfy(text -> {
            assertThat(number(text, "y")).isLessThan(height);
            // No line is longer than it is wide.
            assertThat(number(text, "x") + 6.1 * text.getTextContent().length()).isLessThan(width);
        });
    }

    private static double width(Document svg, String style) {
        return elements(svg, "rect").stream()
                .filter(rect -> rect.getAttribute("class").equals(style))
                .mapToDouble(rect -> number(rect, "width"))
                .findFirst()
                .orElseThrow();
    }

    private static double number(Element element, String attribute) {
        String text = element.getAttribute(attribute);
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    private static List<Element> elements(Document svg, String name) {
        NodeList found = svg.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(at -> (Element) found.item(at))
                .toList();
    }

    private static Document parsed() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(DRAWING.svg().getBytes(StandardCharsets.UTF_8)));
    }
}
