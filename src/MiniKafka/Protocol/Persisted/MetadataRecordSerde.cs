namespace MiniKafka.Protocol.Persisted;

/// <summary>
/// The value of a record in the metadata log: the frame version 1, the record's type and version as variable-length
/// numbers, then the record.
/// </summary>
internal static class MetadataRecordSerde
{
    private const uint FrameVersion = 1;

    public static byte[] Encode(IPersistedRecord record, short version)
    {
        var size = new ProtocolSize(ProtocolSize.NeverSplice);
        size.Add(ProtocolSize.OfUnsignedVarint(FrameVersion));
        size.Add(ProtocolSize.OfUnsignedVarint((uint)record.RecordType));
        size.Add(ProtocolSize.OfUnsignedVarint((uint)version));
        record.Measure(ref size, version);
        var bytes = new byte[size.Buffered];
        var writer = new ProtocolWriter(bytes, ProtocolSize.NeverSplice);
        writer.WriteUnsignedVarint(FrameVersion);
        writer.WriteUnsignedVarint((uint)record.RecordType);
        writer.WriteUnsignedVarint((uint)version);
        record.Write(ref writer, version);
        return bytes;
    }

    /// <summary>Reads a record and its version. An unknown type, frame version or byte too many is a <see cref="ProtocolException"/>.</summary>
    public static (IPersistedRecord Record, short Version) Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        if (reader.ReadUnsignedVarint() is var frame && frame != FrameVersion)
        {
            throw new ProtocolException($"Metadata records have frame version {FrameVersion}, not {frame}.");
        }

        var type = ReadInt16(ref reader, "type");
        var version = ReadInt16(ref reader, "version");
        var record = PersistedCatalog.TryRead(RecordFamily.ClusterMetadata, type, ref reader, version)
            ?? throw new ProtocolException($"There is no metadata record of type {type}.");
        reader.EnsureEnd();
        return (record, version);
    }

    private static short ReadInt16(ref ProtocolReader reader, string what)
    {
        var value = reader.ReadUnsignedVarint();
        return value <= (uint)short.MaxValue
            ? (short)value
            : throw new ProtocolException($"The {what} {value} of a metadata record is too large.");
    }
}
