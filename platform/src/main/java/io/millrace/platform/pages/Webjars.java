package io.millrace.platform.pages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The libraries of the page in their jars. Which version is there is read from the jars, so that a pom alone says it. */
final class Webjars {
    private Webjars() {}

    /** Where the page's modules find each other's names. */
    static String importMap() {
        ObjectNode imports = JsonNodeFactory.instance.objectNode();
        imports.put("lit", path("lit") + "index.js");
        imports.put("lit/", path("lit"));
        imports.put("lit-html", path("lit-html") + "lit-html.js");
        imports.put("lit-html/", path("lit-html"));
        imports.put("lit-element/", path("lit-element"));
        imports.put("@lit/reactive-element", path("lit__reactive-element") + "reactive-element.js");
        imports.put("@lit/reactive-element/", path("lit__reactive-element"));
        imports.put("uplot", path("uplot") + "dist/uPlot.esm.js");
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        map.set("imports", imports);
        return map.toString();
    }

    /** Where a library's files are, with a slash at the end. */
    static String path(String library) {
        String properties = "META-INF/maven/org.webjars.npm/" + library + "/pom.properties";
        try (InputStream in = Webjars.class.getClassLoader().getResourceAsStream(properties)) {
            if (in == null) {
                throw new IllegalStateException("the web library " + library + " is not on the class path");
            }
            Properties read = new Properties();
            read.load(in);
            return "/webjars/" + library + "/" + read.getProperty("version") + "/";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
