using System.Buffers.Binary;
using System.Text;

namespace MiniKafka.Tests.Protocol;

/// <summary>
/// Writes arbitrary content straight from one of Kafka's schemas, without any code of ours: what comes out must be read
/// to the last byte and written back the same.
/// </summary>
internal sealed class SchemaBytes(Schema schema, int version, Random random)
{
    private readonly MemoryStream _bytes = new();

    private bool Flexible => schema.Flexible is { } flexible && flexible.Contains(version);

    public byte[] Write()
    {
        WriteFields(schema.Fields);
        return _bytes.ToArray();
    }

    private void WriteFields(IReadOnlyList<Schema.Field> fields)
    {
        var present = fields.Where(field => field.Versions.Contains(version)).ToArray();
        foreach (var field in present.Where(field => !IsTagged(field)))
        {
            WriteField(field, Flexible && !field.NeverCompact, mayBeNull: true);
        }

        if (!Flexible)
        {
            return;
        }

        var tagged = present.Where(IsTagged).Where(_ => random.Next(2) == 0).OrderBy(field => field.Tag).ToArray();
        WriteVarint((uint)tagged.Length);
        foreach (var field in tagged)
        {
            var content = new SchemaBytes(schema, version, random);
            content.WriteTaggedContent(field);
            WriteVarint((uint)field.Tag);
            WriteVarint((uint)content._bytes.Length);
            content._bytes.WriteTo(_bytes);
        }
    }

    private bool IsTagged(Schema.Field field) => field.Tagged?.Contains(version) ?? false;

    /// <summary>Never the default, which would have no bytes.</summary>
    private void WriteTaggedContent(Schema.Field field)
    {
        if (field is { IsStruct: true, IsList: false } && (field.Nullable?.Contains(version) ?? false))
        {
            WriteVarint(1);
        }

        WriteField(field, compact: true, mayBeNull: false);
    }

    private void WriteField(Schema.Field field, bool compact, bool mayBeNull)
    {
        var isNullable = field.Nullable?.Contains(version) ?? false;
        var isNull = mayBeNull && isNullable && random.Next(3) == 0;
        if (field.IsList)
        {
            var count = isNull ? -1 : random.Next(1, 4);
            WriteLength(count, compact, isString: false);
            for (var i = 0; i < count; i++)
            {
                WriteElement(field, compact, isNull: false);
            }
        }
        else if (field.IsStruct)
        {
            if (isNullable && mayBeNull)
            {
                _bytes.WriteByte(isNull ? (byte)0xFF : (byte)1);
            }

            if (!isNull)
            {
                WriteFields(schema.Structs[field.Element]);
            }
        }
        else
        {
            WriteElement(field, compact, isNull);
        }
    }

    private void WriteElement(Schema.Field field, bool compact, bool isNull)
    {
        switch (field.Element)
        {
            case "bool":
                _bytes.WriteByte(string.Equals(field.Default, "true", StringComparison.OrdinalIgnoreCase) ? (byte)0 : (byte)1);
                break;
            case "int8":
                WriteRaw(1);
                break;
            case "int16" or "uint16":
                WriteRaw(2);
                break;
            case "int32" or "uint32":
                WriteRaw(4);
                break;
            case "int64" or "float64":
                WriteRaw(8);
                break;
            case "uuid":
                WriteRaw(16);
                break;
            case "string":
                WriteBytes(isNull ? null : Encoding.UTF8.GetBytes("t€xt" + random.Next(1000)), compact, isString: true);
                break;
            case "bytes" or "records":
                WriteBytes(isNull ? null : new byte[random.Next(1, 2000)], compact, isString: false);
                break;
            default:
                WriteFields(schema.Structs[field.Element]);
                break;
        }
    }

    /// <summary>A number whose bytes are all 0x2A to 0x59: no default of any field.</summary>
    private void WriteRaw(int length)
    {
        for (var i = 0; i < length; i++)
        {
            _bytes.WriteByte((byte)random.Next(0x2A, 0x5A));
        }
    }

    private void WriteBytes(byte[]? content, bool compact, bool isString)
    {
        WriteLength(content?.Length ?? -1, compact, isString);
        _bytes.Write(content ?? []);
    }

    private void WriteLength(int length, bool compact, bool isString)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        if (compact)
        {
            WriteVarint((uint)(length + 1));
        }
        else
        {
            _bytes.Write(isString ? bytes[2..] : bytes);
        }
    }

    private void WriteVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        _bytes.WriteByte((byte)value);
    }
}
