package io.runpod.kafka.sandbox.mix;

import java.util.function.BooleanSupplier;

/**
 * A worker to kill right now.
 *
 * @param how in what way the point was met, and with what
 * @param shown asked when it is dead, and before it starts again: true if the point was met
 */
record Aim(int worker, String how, BooleanSupplier shown) {}
