using System.Buffers;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol;

/// <summary>Turns messages into bytes: measure, rent a buffer of exactly that size, write, put record bytes in by reference.</summary>
internal static class MessageEncoder
{
    /// <summary>
    /// A header and a body as shared bytes with one hold, which the caller releases. Record bytes are held as long.
    /// </summary>
    public static SharedBytes Encode(IMessage header, short headerVersion, IMessage body, short bodyVersion)
    {
        var size = new ProtocolSize(ProtocolSize.DefaultSpliceFrom);
        header.Measure(ref size, headerVersion);
        body.Measure(ref size, bodyVersion);
        var buffer = PooledBuffer.Rent(size.Buffered);
        try
        {
            var writer = new ProtocolWriter(buffer.Span, ProtocolSize.DefaultSpliceFrom);
            header.Write(ref writer, headerVersion);
            body.Write(ref writer, bodyVersion);
            EnsureFilled(writer.Position, size.Buffered);
            return writer.Splices is { } splices
                ? SplicedBytes.Assemble(buffer, splices)
                : new SharedBytes(buffer.Memory, buffer);
        }
        catch
        {
            buffer.Release();
            throw;
        }
    }

    /// <summary>The size of a message in a version, record bytes included.</summary>
    public static long GetSize(IMessage message, short version)
    {
        var size = new ProtocolSize(ProtocolSize.NeverSplice);
        message.Measure(ref size, version);
        return size.Total;
    }

    /// <summary>The message as one array of its own.</summary>
    public static byte[] ToArray(IMessage message, short version)
    {
        var bytes = new byte[checked((int)GetSize(message, version))];
        var writer = new ProtocolWriter(bytes, ProtocolSize.NeverSplice);
        message.Write(ref writer, version);
        EnsureFilled(writer.Position, bytes.Length);
        return bytes;
    }

    private static void EnsureFilled(int written, int measured)
    {
        if (written != measured)
        {
            throw new InvalidOperationException($"A message of {measured} bytes wrote {written}: it was changed while it was written.");
        }
    }
}
