using System.Buffers;
using System.Buffers.Binary;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Network.Framing;

public sealed class FrameCutterTests
{
    private const int Announced = 100 * 1024 * 1024;
    private const int MostForAnAnnouncement = 1024 * 1024;

    [Fact]
    public async Task A_length_alone_takes_little_memory()
    {
        await using var host = new ThreadLoopHost();
        var cutter = new FrameCutter(new FrameInbox(host.CreateLoop("reader"), new HeldFrames(1, maxBytes: 1)), maxFrameBytes: Announced);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, Announced);
        Assert.True(cutter.TryTake(length));
        Assert.InRange(cutter.RestOfFrameAbove(0).Length, 1, MostForAnAnnouncement);

        // What is taken is never more than double of what is there.
        for (var there = 0; there < Announced / 4;)
        {
            var room = cutter.RestOfFrameAbove(0).Length;
            Assert.InRange(there + room, 1, Math.Max(MostForAnAnnouncement, 2 * there));
            Assert.True(cutter.TryAdvance(room));
            there += room;
        }

        cutter.Drop();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(MostForAnAnnouncement - 1)]
    [InlineData(MostForAnAnnouncement)]
    [InlineData(MostForAnAnnouncement + 1)]
    [InlineData((2 * MostForAnAnnouncement) + 12345)]
    public async Task A_frame_of_any_length_arrives_as_it_was_sent_however_it_is_cut(int length)
    {
        await using var host = new ThreadLoopHost();
        var loop = host.CreateLoop("reader");
        using var inbox = new FrameInbox(loop, new HeldFrames(int.MaxValue, long.MaxValue));
        var cutter = new FrameCutter(inbox, maxFrameBytes: Announced);
        var random = new Random(length);
        var sent = new byte[sizeof(int) + length];
        random.NextBytes(sent);
        BinaryPrimitives.WriteInt32BigEndian(sent, length);
        for (var rest = sent.AsMemory(); !rest.IsEmpty;)
        {
            var bytes = Math.Min(rest.Length, random.Next(1, 300_000));
            if (random.Next(2) == 0 && cutter.RestOfFrameAbove(0) is { IsEmpty: false } room)
            {
                bytes = Math.Min(bytes, room.Length);
                rest[..bytes].CopyTo(room);
                Assert.True(cutter.TryAdvance(bytes));
            }
            else
            {
                Assert.True(cutter.TryTake(rest[..bytes].Span));
            }

            rest = rest[bytes..];
        }

        using var frame = await loop.InvokeAsync(() => inbox.ReceiveAsync(CancellationToken.None).AsTask());
        Assert.Equal(length, frame!.Length);
        Assert.True(frame.Bytes.Sequence.ToArray().AsSpan().SequenceEqual(sent.AsSpan(sizeof(int))));
    }
}
