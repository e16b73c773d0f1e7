package io.runpod.kafka.connect.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;

/** Gauges as the attributes of one MBean. Thread-safe. */
final class GaugeBean implements DynamicMBean {
  private final Map<String, Shown> gauges = new ConcurrentSkipListMap<>();

  private record Shown(String description, Supplier<? extends Number> value) {}

  void add(String name, String description, Supplier<? extends Number> value) {
    gauges.put(name, new Shown(description, value));
  }

  @Override
  public Object getAttribute(String name) throws AttributeNotFoundException {
    Shown gauge = gauges.get(name);
    if (gauge == null) {
      throw new AttributeNotFoundException(name);
    }
    return gauge.value.get();
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    AttributeList values = new AttributeList();
    for (String name : names) {
      Shown gauge = gauges.get(name);
      if (gauge != null) {
        values.add(new Attribute(name, gauge.value.get()));
      }
    }
    return values;
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanAttributeInfo[] attributes =
        gauges.entrySet().stream()
            .map(
                gauge ->
                    new MBeanAttributeInfo(
                        gauge.getKey(),
                        Number.class.getName(),
                        gauge.getValue().description,
                        true,
                        false,
                        false))
            .toArray(MBeanAttributeInfo[]::new);
    return new MBeanInfo(getClass().getName(), "", attributes, null, null, null);
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " cannot be set");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String action, Object[] values, String[] signature)
      throws ReflectionException {
    throw new ReflectionException(new NoSuchMethodException(action));
  }
}
