using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniKafka.Records;

namespace MiniKafka.Client.Serialization;

internal sealed class Utf8Serde : Serde<string?>
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override bool Serialize(string? value, IBufferWriter<byte> destination, in SerializationContext context)
    {
        if (value is null)
        {
            return false;
        }

        Strict.GetBytes(value, destination);
        return true;
    }

    public override string? Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context) =>
        isNull ? null : Strict.GetString(data);
}

internal sealed class BytesSerde : Serde<byte[]?>, IBytesAtHand<byte[]?>
{
    public NullableBytes BytesOf(byte[]? value) => value;

    public override bool Serialize(byte[]? value, IBufferWriter<byte> destination, in SerializationContext context)
    {
        if (value is null)
        {
            return false;
        }

        destination.Write(value);
        return true;
    }

    public override byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context) =>
        isNull ? null : data.ToArray();
}

internal sealed class NullSerde : Serde<Null?>, IBytesAtHand<Null?>
{
    public NullableBytes BytesOf(Null? value) => NullableBytes.Null;

    public override bool Serialize(Null? value, IBufferWriter<byte> destination, in SerializationContext context) => false;

    public override Null? Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context) => null;
}

internal sealed class Int32Serde : Serde<int>
{
    public override bool Serialize(int value, IBufferWriter<byte> destination, in SerializationContext context)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(sizeof(int)), value);
        destination.Advance(sizeof(int));
        return true;
    }

    public override int Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context)
    {
        RequireSize(data, isNull, sizeof(int), context);
        return BinaryPrimitives.ReadInt32BigEndian(data);
    }
}

internal sealed class Int64Serde : Serde<long>
{
    public override bool Serialize(long value, IBufferWriter<byte> destination, in SerializationContext context)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination.GetSpan(sizeof(long)), value);
        destination.Advance(sizeof(long));
        return true;
    }

    public override long Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context)
    {
        RequireSize(data, isNull, sizeof(long), context);
        return BinaryPrimitives.ReadInt64BigEndian(data);
    }
}

internal sealed class DoubleSerde : Serde<double>
{
    public override bool Serialize(double value, IBufferWriter<byte> destination, in SerializationContext context)
    {
        BinaryPrimitives.WriteDoubleBigEndian(destination.GetSpan(sizeof(double)), value);
        destination.Advance(sizeof(double));
        return true;
    }

    public override double Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context)
    {
        RequireSize(data, isNull, sizeof(double), context);
        return BinaryPrimitives.ReadDoubleBigEndian(data);
    }
}

internal sealed class GuidSerde : Serde<Guid>
{
    private const int TextLength = 36;

    public override bool Serialize(Guid value, IBufferWriter<byte> destination, in SerializationContext context)
    {
        Utf8Formatter.TryFormat(value, destination.GetSpan(TextLength), out var written);
        destination.Advance(written);
        return true;
    }

    public override Guid Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context)
    {
        RequireSize(data, isNull, TextLength, context);
        return Utf8Parser.TryParse(data, out Guid value, out var used) && used == TextLength
            ? value
            : throw new FormatException($"The {context.Part} of a record in '{context.Topic}' is not the text of a GUID.");
    }
}

internal sealed class JsonSerde<T>(JsonTypeInfo<T> typeInfo) : Serde<T?>
{
    public override bool Serialize(T? value, IBufferWriter<byte> destination, in SerializationContext context)
    {
        if (value is null)
        {
            return false;
        }

        using var writer = new Utf8JsonWriter(destination);
        JsonSerializer.Serialize(writer, value, typeInfo);
        return true;
    }

    public override T? Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context) =>
        isNull ? default : JsonSerializer.Deserialize(data, typeInfo);
}
