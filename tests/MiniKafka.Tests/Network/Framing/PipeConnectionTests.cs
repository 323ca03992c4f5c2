using System.Buffers;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.Framing;

namespace MiniKafka.Tests.Network.Framing;

public sealed class PipeConnectionTests
{
    [Fact]
    public async Task Frames_larger_than_the_pipe_arrive_whole_and_in_order_and_then_the_end()
    {
        await using var pair = new PipePair(pipeBytes: 1000);
        var random = new Random(7);
        var sent = Enumerable.Range(0, 40).Select(_ => new byte[random.Next(5_000)]).ToList();
        sent.ForEach(random.NextBytes);
        var sending = Task.Run(async () =>
        {
            foreach (var bytes in sent)
            {
                await pair.Near.SendAsync(bytes);
            }

            await pair.Near.CloseAsync();
        });
        foreach (var bytes in sent)
        {
            using var frame = await pair.Far.ReceiveAsync();
            Assert.Equal(bytes, frame!.Sequence.ToArray());
        }

        Assert.Null(await pair.Far.ReceiveAsync());
        await sending;
    }

    [Fact]
    public async Task A_length_that_cannot_be_breaks_the_connection_which_still_answers_what_came_before()
    {
        await using var pair = new PipePair(new FrameLimits { MaxFrameBytes = 100 });
        await pair.Bytes.WriteAsync(FrameConnectionTests.Length(101));
        var refused = await Assert.ThrowsAsync<ConnectionClosedException>(pair.Far.ReceiveAsync);
        Assert.True(refused.IsRefusal);
        await pair.Far.SendAsync(new byte[3]);
        Assert.Equal(3, (await pair.Near.ReceiveAsync())!.Length);
    }

    [Fact]
    public async Task An_end_that_breaks_the_connection_is_not_taken_for_one_that_closes_it()
    {
        await using var pair = new PipePair();
        pair.Near.Connection.Abort();
        await Assert.ThrowsAsync<ConnectionClosedException>(pair.Far.ReceiveAsync);
        await Assert.ThrowsAsync<ConnectionClosedException>(() => pair.Far.SendAsync(new byte[3]));
    }

    [Fact]
    public async Task An_end_whose_loop_ends_breaks_the_connection_also_while_it_sends()
    {
        const int Frames = 10;
        await using var pair = new PipePair(new FrameLimits { WindowBytes = 100_000 }, pipeBytes: 1000);
        await pair.Near.Loop.InvokeAsync(() =>
        {
            for (var i = 0; i < Frames; i++)
            {
                _ = pair.Near.Connection.SendAsync(new Frame(new byte[50_000])).AsTask();
            }

            return Task.CompletedTask;
        });
        pair.Near.Loop.Stop();
        await pair.Near.Ended;
        await Assert.ThrowsAsync<ConnectionClosedException>(async () =>
        {
            for (var i = 0; i < Frames; i++)
            {
                using var frame = await pair.Far.ReceiveAsync();
            }
        });
    }

    [Fact]
    public async Task A_connection_on_which_nothing_moves_is_closed()
    {
        await using var pair = new PipePair(new FrameLimits { MaxIdle = TimeSpan.FromMilliseconds(40) });
        await Assert.ThrowsAsync<ConnectionClosedException>(pair.Near.ReceiveAsync);
        await Assert.ThrowsAsync<ConnectionClosedException>(pair.Far.ReceiveAsync);
    }

    [Fact]
    public async Task A_cut_link_holds_frames_back_until_it_heals()
    {
        await using var pair = new PipePair();
        LinkFaults there = new(new Random(1)), back = new(new Random(2));
        await pair.Far.Loop.InvokeAsync(() =>
        {
            pair.Far.Connection.PutOn(back, there);
            return Task.CompletedTask;
        });
        there.Cut();
        back.Cut();
        await pair.Near.SendAsync(new byte[5]);
        await pair.Far.SendAsync(new byte[6]);
        var atFar = pair.Far.ReceiveAsync();
        var atNear = pair.Near.ReceiveAsync();
        back.Heal();
        Assert.Equal(6, (await atNear)!.Length);
        Assert.False(atFar.IsCompleted);
        there.Heal();
        Assert.Equal(5, (await atFar)!.Length);
    }
}
