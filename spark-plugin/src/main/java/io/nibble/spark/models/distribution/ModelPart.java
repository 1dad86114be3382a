package io.nibble.spark.models.distribution;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Objects;

/**
 * What one broadcast carries of a model: its header, or a shard of its weights. Good under Java
 * serialization and Kryo, because a broadcast uses {@code spark.serializer}. Immutable.
 */
public final class ModelPart implements Externalizable, KryoSerializable {
  private static final long serialVersionUID = 1L;

  private static final int FORMAT = 1;

  private byte[] bytes;

  /** For the serializers. */
  public ModelPart() {}

  private ModelPart(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A part of these bytes, which it keeps: the caller must not change them any more. */
  public static ModelPart of(byte[] bytes) {
    return new ModelPart(Objects.requireNonNull(bytes, "bytes"));
  }

  /** Bytes that this part carries. */
  public int size() {
    return bytes.length;
  }

  /** The bytes themselves; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  // One object instead of a byte stream: a stream would add a block header for each kilobyte.
  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(FORMAT);
    out.writeObject(bytes);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
    int format = in.readInt();
    if (format != FORMAT) {
      throw new InvalidObjectException(unknown(format));
    }
    bytes = (byte[]) in.readObject();
  }

  @Override
  public void write(Kryo kryo, Output output) {
    output.writeInt(FORMAT);
    output.writeInt(bytes.length);
    output.writeBytes(bytes);
  }

  @Override
  public void read(Kryo kryo, Input input) {
    int format = input.readInt();
    if (format != FORMAT) {
      throw new KryoException(unknown(format));
    }
    bytes = input.readBytes(input.readInt());
  }

  private static String unknown(int format) {
    return "part of a model in broadcast format "
        + format
        + ", expected "
        + FORMAT
        + ". Use one version of the Nibble jar on the Spark driver and the executors.";
  }
}
