/** JSON Schema as a type of schema: parsed, linked, compared keyword by keyword, explained and linted. */
@NullMarked
package io.millrace.registry.json;

import org.jspecify.annotations.NullMarked;
