using System.Buffers;
using FsCheck.Xunit;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;

namespace MiniKafka.Tests.Protocol;

/// <summary>Every message in every version, with arbitrary content; a failure names the seed that leads to it.</summary>
public class MessageRoundTripTests
{
    [Property(MaxTest = 6)]
    public void Every_message_is_read_as_it_was_written(int seed)
    {
        foreach (var (type, version) in MessageType.AllVersions())
        {
            var message = new RandomMessages(new Random(seed)).Create(type, version);
            var bytes = MessageEncoder.ToArray(message, version);

            var reader = new ProtocolReader(bytes);
            var again = type.Read(ref reader, version);

            Assert.True(reader.Remaining == 0, $"{type} version {version}, seed {seed}: {reader.Remaining} bytes are left over.");
            Assert.True(MessageText.Of(message) == MessageText.Of(again), $"{type} version {version}, seed {seed}:\n{MessageText.Of(message)}\n{MessageText.Of(again)}");
        }
    }

    [Property(MaxTest = 2)]
    public void Every_message_has_the_same_bytes_in_one_piece_and_spliced(int seed)
    {
        foreach (var (type, version) in MessageType.AllVersions())
        {
            var message = new RandomMessages(new Random(seed)).Create(type, version);
            var header = new ResponseHeader { CorrelationId = seed };

            var spliced = MessageEncoder.Encode(header, 0, message, version);

            var expected = MessageEncoder.ToArray(header, 0).Concat(MessageEncoder.ToArray(message, version));
            Assert.True(expected.SequenceEqual(spliced.Sequence.ToArray()), $"{type} version {version}, seed {seed}");
            spliced.Release();
        }
    }

    [Property(MaxTest = 2)]
    public void Every_message_cut_short_is_refused(int seed)
    {
        foreach (var (type, version) in MessageType.AllVersions())
        {
            var random = new Random(seed);
            var bytes = MessageEncoder.ToArray(new RandomMessages(random).Create(type, version), version);
            if (bytes.Length > 0)
            {
                var reader = new ProtocolReader(bytes.AsMemory(0, random.Next(bytes.Length)));
                Assert.True(IsRefused(type, ref reader, version), $"{type} version {version}, seed {seed}");
            }
        }
    }

    [Property(MaxTest = 2)]
    public void Every_message_with_broken_bytes_is_refused_or_read_but_does_no_harm(int seed)
    {
        foreach (var (type, version) in MessageType.AllVersions())
        {
            var random = new Random(seed);
            var bytes = MessageEncoder.ToArray(new RandomMessages(random).Create(type, version), version);
            for (var flips = Math.Min(3, bytes.Length); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var reader = new ProtocolReader(Bytes.InPieces(bytes, 1 + random.Next(50)));
            IsRefused(type, ref reader, version);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(allocated < 20_000 + (200L * bytes.Length), $"{type} version {version}, seed {seed}: {bytes.Length} bytes made {allocated}.");
        }
    }

    private static bool IsRefused(MessageType type, ref ProtocolReader reader, short version)
    {
        try
        {
            type.Read(ref reader, version);
            return false;
        }
        catch (ProtocolException)
        {
            return true;
        }
    }
}
