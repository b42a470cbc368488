/** Schemas: parsing, canonical form, identity. */
@NullMarked
package io.millrace.registry.schema;

import org.jspecify.annotations.NullMarked;
