namespace MiniKafka.Protocol.Persisted;

/// <summary>
/// Keys and values of the records with which coordinators remember their state: two bytes, then the message. In a key
/// the two bytes are the record's type, in a value the version of the message; keys have the one version 0.
/// </summary>
internal static class CoordinatorRecordSerde
{
    private const short KeyVersion = 0;

    public static byte[] EncodeKey(IPersistedRecord key) => Encode(key.RecordType, key, KeyVersion);

    public static byte[] EncodeValue(IPersistedRecord value, short version) => Encode(version, value, version);

    /// <summary>Reads a key; null when the family has no such type, as newer software may write.</summary>
    public static IPersistedRecord? DecodeKey(RecordFamily family, ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        var type = reader.ReadInt16();
        var key = PersistedCatalog.TryRead(family, type, ref reader, KeyVersion);
        if (key is not null)
        {
            reader.EnsureEnd();
        }

        return key;
    }

    /// <summary>Reads the value that belongs to a key of this type; null when the family has no such type.</summary>
    public static IPersistedRecord? DecodeValue(RecordFamily family, short type, ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        var version = reader.ReadInt16();
        var value = PersistedCatalog.TryRead(family, type, ref reader, version);
        if (value is not null)
        {
            reader.EnsureEnd();
        }

        return value;
    }

    private static byte[] Encode(short prefix, IPersistedRecord message, short version) =>
        VersionedData.EncodeWithPrefix(prefix, message, version);
}
