/**
 * The parts of the sandbox that run: broker, registry, Connect worker, and the JVMs they run in.
 */
package io.runpod.kafka.sandbox.stack;
