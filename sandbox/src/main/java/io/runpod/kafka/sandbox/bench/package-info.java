/** What {@code mvn -Pbench} measures: figures, each beside its target and its baseline. */
package io.runpod.kafka.sandbox.bench;
