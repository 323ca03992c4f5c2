using System.Text;
using MiniKafka.Coordination;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.Tests.Coordination;

/// <summary>
/// A shard that has to tell another broker of what it prepared, and completes it when that has heard of it: as transactions do with
/// their markers.
/// </summary>
public sealed class OutboxTests
{
    [Fact]
    public void A_request_is_sent_when_the_records_it_follows_from_are_committed() => Run(async bench =>
    {
        bench.Log.CommitsAtOnce = false;
        var prepared = bench.PrepareAsync("a");
        await bench.WaitAsync(1_000);
        Assert.Empty(bench.Peer.Asked);
        bench.Log.Commit(0);
        Assert.Equal(ErrorCode.None, await prepared);
        await bench.WaitAsync(1);
        Assert.Equal(["a"], bench.Peer.Asked);
    });

    [Fact]
    public void It_is_sent_also_when_whoever_asked_for_the_records_waits_no_longer() => Run(async bench =>
    {
        bench.Log.CommitsAtOnce = false;
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, await bench.PrepareAsync("a"));
        Assert.Empty(bench.Peer.Asked);
        bench.Log.Commit(0);
        await bench.WaitAsync(1);
        Assert.Equal(["a"], bench.Peer.Asked);
    });

    [Fact]
    public void It_is_not_sent_when_the_records_cannot_be_written() => Run(async bench =>
    {
        bench.Log.NextError = ErrorCode.NotEnoughReplicas;
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, await bench.PrepareAsync("a"));
        bench.Log.NextError = ErrorCode.None;
        Assert.Equal(ErrorCode.None, await bench.PrepareAsync("b"));
        await bench.WaitAsync(10_000);
        Assert.Equal(["b"], bench.Peer.Asked.Distinct());
    });

    [Fact]
    public void What_its_answer_decides_is_written_in_turn() => Run(async bench =>
    {
        await bench.PrepareAsync("a");
        await bench.WaitAsync(1);
        Assert.Equal("prepared a", bench.State);
        bench.Peer.Answer("heard");
        await bench.WaitAsync(10_000);
        Assert.Equal("", bench.State);
        Assert.Equal(["a"], bench.Peer.Asked);
        Assert.Equal(2, bench.Log.Batches(0).Count);
    });

    [Fact]
    public void It_is_sent_again_after_moments_that_grow_until_it_is_settled() => Run(async bench =>
    {
        await bench.PrepareAsync("a");
        await bench.WaitAsync(1);
        foreach (var (answer, pause) in new[] { (null, 100), ("not yet", 200), (null, 400), (null, 800), (null, 1_000), ("not yet", 1_000) })
        {
            var asked = bench.Peer.Asked.Count;
            bench.Peer.Answer(answer);
            await bench.WaitAsync((pause * 8 / 10) - 1);
            Assert.Equal(asked, bench.Peer.Asked.Count);
            await bench.WaitAsync((pause * 4 / 10) + 2);
            Assert.Equal(asked + 1, bench.Peer.Asked.Count);
        }

        await bench.WaitAsync(60_000);
        Assert.Equal(7, bench.Peer.Asked.Count);
        bench.Peer.Answer("heard");
        await bench.WaitAsync(10_000);
        Assert.Equal((7, ""), (bench.Peer.Asked.Count, bench.State));
    });

    [Fact]
    public void One_that_is_not_settled_keeps_no_other_from_being_sent() => Run(async bench =>
    {
        await bench.PrepareAsync("a");
        await bench.PrepareAsync("b");
        await bench.WaitAsync(1);
        Assert.Equal(["a", "b"], bench.Peer.Asked);
        bench.Peer.Answer(null);
        bench.Peer.Answer("heard");
        await bench.WaitAsync(1);
        Assert.Equal("prepared a", bench.State);
    });

    [Fact]
    public void What_is_not_committed_when_the_leadership_ends_is_never_sent() => Run(async bench =>
    {
        bench.Log.CommitsAtOnce = false;
        var prepared = bench.PrepareAsync("a");
        bench.Shards.Unload(0);
        Assert.Equal(ErrorCode.NotCoordinator, await prepared);
        bench.Log.Commit(0);
        await bench.WaitAsync(10_000);
        Assert.Empty(bench.Peer.Asked);
    });

    [Fact]
    public void What_waits_to_be_sent_again_when_the_leadership_ends_is_dropped() => Run(async bench =>
    {
        await bench.PrepareAsync("a");
        await bench.WaitAsync(1);
        bench.Peer.Answer(null);
        await bench.WaitAsync(1);
        bench.Shards.Unload(0);
        await bench.WaitAsync(10_000);
        Assert.Equal(["a"], bench.Peer.Asked);
    });

    [Fact]
    public void An_answer_that_comes_when_the_leadership_has_ended_is_not_taken_in() => Run(async bench =>
    {
        await bench.PrepareAsync("a");
        await bench.WaitAsync(1);
        bench.Shards.Unload(0);
        bench.Peer.Answer("heard");
        await bench.WaitAsync(10_000);
        Assert.Single(bench.Log.Batches(0));
        Assert.Equal(0, bench.AnswersTakenIn);
    });

    [Fact]
    public void The_next_leader_sends_what_the_log_says_is_not_settled_once_that_is_committed() => Run(async bench =>
    {
        await bench.PrepareAsync("a");
        await bench.WaitAsync(1);
        bench.Peer.Answer("heard");
        await bench.WaitAsync(1);
        bench.Log.CommitsAtOnce = false;
        _ = bench.PrepareAsync("b");
        bench.Shards.Unload(0);
        await bench.Shards.LoadAsync(0, 1);
        await bench.WaitAsync(1_000);
        Assert.Equal(["a"], bench.Peer.Asked);
        bench.Log.CommitsAtOnce = true;
        bench.Log.Commit(0);
        await bench.WaitAsync(1);
        Assert.Equal(["a", "b"], bench.Peer.Asked);
        bench.Peer.Answer("heard");
        await bench.WaitAsync(1);
        Assert.Equal("", bench.State);
    });

    private static void Run(Func<Bench, Task> test)
    {
        var host = new SimulatedLoopHost(1);
        host.Run(() =>
        {
            var loop = host.CreateLoop("coordinator");
            return loop.InvokeAsync(async () =>
            {
                var bench = new Bench(loop);
                await bench.Shards.LoadAsync(0, 0);
                await test(bench);
            });
        });
    }

    private static CoordinatorRecord Record(string name, string? value) => new(Encoding.UTF8.GetBytes(name), value is null ? null : Encoding.UTF8.GetBytes(value));

    /// <summary>One shard, its log, and the broker that it tells.</summary>
    private sealed class Bench
    {
        private readonly EventLoop _loop;

        public Bench(EventLoop loop)
        {
            _loop = loop;
            Peer = new Peer(loop);
            Shards = new CoordinatorRuntime<Preparing>(
                new CoordinatorSettings(loop, TimeSpan.FromSeconds(5), CompressionCodecs.Default), Log, _ => new Preparing(this));
            Log.Committed = Shards.OnHighWatermark;
        }

        public MemoryCoordinatorLog Log { get; } = new();

        public Peer Peer { get; }

        public CoordinatorRuntime<Preparing> Shards { get; }

        public int AnswersTakenIn { get; set; }

        public string State => Shards.Read(0, state => string.Join(' ', state.Prepared.Select(name => $"prepared {name}")), error => $"{error}");

        public Task<ErrorCode> PrepareAsync(string name) => Shards.WriteAsync(0, state => new(ErrorCode.None, state.Prepare(name)), error => error);

        public Task WaitAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _loop.Clock);
    }

    /// <summary>Another broker, which answers in the order in which it was asked, when the test says so.</summary>
    private sealed class Peer(EventLoop loop)
    {
        private readonly Queue<TaskCompletionSource<string?>> _unanswered = [];

        public List<string> Asked { get; } = [];

        public Task<string?> AskAsync(string name)
        {
            Asked.Add(name);
            var completion = loop.CreateCompletion<string?>();
            _unanswered.Enqueue(completion);
            return completion.Task;
        }

        public void Answer(string? answer) => _unanswered.Dequeue().SetResult(answer);
    }

    /// <summary>What is prepared and not completed.</summary>
    private sealed class Preparing(Bench bench) : ICoordinatorState
    {
        public SortedSet<string> Prepared { get; } = new(StringComparer.Ordinal);

        public Result Prepare(string name) => new() { Records = [Record(name, "prepared")], Requests = [Request(name)] };

        public void Replay(long offset, CoordinatorRecord record)
        {
            var name = Encoding.UTF8.GetString(record.Key);
            _ = record.Value is null ? Prepared.Remove(name) : Prepared.Add(name);
        }

        public Result OnLoaded(long nextOffset) => Result.Merge(Prepared.Select(name => new Result { Requests = [Request(name)] }));

        public void OnCommitted(long offset)
        {
        }

        public void OnUnloaded() => Prepared.Clear();

        private OutgoingRequest<string> Request(string name) => new(
            () => bench.Peer.AskAsync(name),
            answer =>
            {
                bench.AnswersTakenIn++;
                return answer == "heard" ? Result.Of(Record(name, null)) : null;
            });
    }
}
