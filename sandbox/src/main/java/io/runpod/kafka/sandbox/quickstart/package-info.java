/**
 * {@code mvn -Pquickstart}: jobs go from a topic to RunPod and come back, in front of your eyes.
 */
package io.runpod.kafka.sandbox.quickstart;
