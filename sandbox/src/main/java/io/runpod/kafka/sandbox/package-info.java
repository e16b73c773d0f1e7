/**
 * The whole stack on one machine: broker, Schema Registry, Connect worker with the plugin loaded
 * from its zip, and the RunPod simulator. The quickstart, the end-to-end tests and the benchmark
 * run on it.
 */
package io.runpod.kafka.sandbox;
