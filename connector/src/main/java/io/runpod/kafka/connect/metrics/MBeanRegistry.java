package io.runpod.kafka.connect.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.utils.Sanitizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MBeans of our own, as {@code kafka.connect:type=<type>,connector=…,task=…}, for workers before
 * Connect 4.1. Metrics that cannot be shown are no reason for a task to fail.
 */
final class MBeanRegistry implements Registry {
  private static final Logger LOG = LoggerFactory.getLogger(MBeanRegistry.class);

  private final MBeanServer server;
  private final Map<String, String> identity = new LinkedHashMap<>();
  private final Map<ObjectName, GaugeBean> beans = new LinkedHashMap<>();

  MBeanRegistry(MBeanServer server, String type, String connector, int task) {
    this.server = server;
    identity.put("type", type);
    identity.put("connector", connector);
    identity.put("task", Integer.toString(task));
  }

  @Override
  public synchronized void add(
      String name, String description, Map<String, String> tags, Supplier<? extends Number> value) {
    try {
      ObjectName bean = name(tags);
      if (!beans.containsKey(bean)) {
        beans.put(bean, register(bean));
      }
      beans.get(bean).add(name, description, value);
    } catch (JMException e) {
      LOG.warn("metric={} of tags={} is not shown: {}", name, tags, e.getMessage());
    }
  }

  private ObjectName name(Map<String, String> tags) throws JMException {
    Map<String, String> all = new LinkedHashMap<>(identity);
    all.putAll(tags);
    return new ObjectName(
        all.entrySet().stream()
            .map(tag -> tag.getKey() + '=' + Sanitizer.jmxSanitize(tag.getValue()))
            .collect(Collectors.joining(",", "kafka.connect:", "")));
  }

  private GaugeBean register(ObjectName name) throws JMException {
    GaugeBean bean = new GaugeBean();
    if (server.isRegistered(name)) {
      // left by a task before this one that never ended
      server.unregisterMBean(name);
    }
    server.registerMBean(bean, name);
    return bean;
  }

  @Override
  public synchronized void close() {
    for (ObjectName name : beans.keySet()) {
      try {
        server.unregisterMBean(name);
      } catch (JMException e) {
        LOG.debug("MBean {} was gone", name, e);
      }
    }
    beans.clear();
  }
}
