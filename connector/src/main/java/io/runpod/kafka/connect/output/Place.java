package io.runpod.kafka.connect.output;

/** Where something is in a JSON document, as {@code $.images[2].width}; written only when asked. */
final class Place {
  static final Place ROOT = new Place(null, "", -1);

  private final Place parent;
  private final String name;
  private final int index;

  private Place(Place parent, String name, int index) {
    this.parent = parent;
    this.name = name;
    this.index = index;
  }

  Place field(String field) {
    return new Place(this, field, -1);
  }

  Place element(int number) {
    return new Place(this, null, number);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return "$";
    }
    return parent + (name == null ? "[" + index + "]" : "." + name);
  }
}
