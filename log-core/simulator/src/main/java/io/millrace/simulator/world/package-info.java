/** Virtual time and the seeded order of tasks: one thread turns every loop there is. */
@NullMarked
package io.millrace.simulator.world;

import org.jspecify.annotations.NullMarked;
