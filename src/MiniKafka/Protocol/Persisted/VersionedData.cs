namespace MiniKafka.Protocol.Persisted;

/// <summary>A message behind the two bytes of its version, as members of a classic group exchange them.</summary>
internal static class VersionedData
{
    public static byte[] Encode(IMessage message, short version) => EncodeWithPrefix(version, message, version);

    /// <summary>
    /// Reads a message. What a newer version than ours appends is left unread, so that old and new members understand
    /// each other.
    /// </summary>
    public static T Decode<T>(ReadOnlyMemory<byte> bytes)
        where T : IMessage<T>
    {
        var reader = new ProtocolReader(bytes);
        var version = reader.ReadInt16();
        return T.Read(ref reader, Math.Min(version, T.MaxVersion));
    }

    /// <summary>Reads a message as if it named another version, one that begins as all later ones do.</summary>
    public static T DecodeAs<T>(ReadOnlyMemory<byte> bytes, short version)
        where T : IMessage<T>
    {
        var reader = new ProtocolReader(bytes);
        _ = reader.ReadInt16();
        return T.Read(ref reader, version);
    }

    /// <summary>A message behind two bytes of the caller's choice.</summary>
    internal static byte[] EncodeWithPrefix(short prefix, IMessage message, short version)
    {
        var size = new ProtocolSize(ProtocolSize.NeverSplice);
        size.Add(sizeof(short));
        message.Measure(ref size, version);
        var bytes = new byte[size.Buffered];
        var writer = new ProtocolWriter(bytes, ProtocolSize.NeverSplice);
        writer.WriteInt16(prefix);
        message.Write(ref writer, version);
        return bytes;
    }
}
