using MiniKafka.Coordination;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.Tests.Coordination;

/// <summary>The runtime with a state that does nothing but remember what was replayed.</summary>
public sealed class CoordinatorRuntimeTests
{
    [Fact]
    public void Records_are_replayed_before_they_are_committed_and_the_response_comes_after() => Run(async (runtime, log, _) =>
    {
        await runtime.LoadAsync(0, 0);
        log.CommitsAtOnce = false;
        var response = runtime.WriteAsync(0, state => Result.Of(state.Count + 1, Record("a")), _ => -1);
        Assert.Equal("a", runtime.Read(0, state => state.Text, _ => ""));
        Assert.False(response.IsCompleted);
        log.Commit(0);
        Assert.Equal(1, await response);
    });

    [Fact]
    public void A_failed_append_leaves_the_state_as_it_was() => Run(async (runtime, log, _) =>
    {
        await runtime.LoadAsync(0, 0);
        log.NextError = ErrorCode.NotEnoughReplicas;
        Assert.Equal(-(int)ErrorCode.CoordinatorNotAvailable, await runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), error => -(int)error));
        Assert.Equal("", runtime.Read(0, state => state.Text, _ => "?"));
    });

    [Fact]
    public void An_answer_without_records_waits_for_what_was_written_before() => Run(async (runtime, log, _) =>
    {
        await runtime.LoadAsync(0, 0);
        log.CommitsAtOnce = false;
        var write = runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), _ => -1);
        var look = runtime.WriteAsync(0, state => Result.Of(state.Count), _ => -1);
        Assert.False(look.IsCompleted);
        log.Commit(0);
        Assert.Equal(1, await write);
        Assert.Equal(1, await look);
    });

    [Fact]
    public void An_answer_without_records_also_waits_for_what_was_written_and_given_up_on() => Run(async (runtime, log, clock) =>
    {
        await runtime.LoadAsync(0, 0);
        log.CommitsAtOnce = false;
        Assert.Equal(-1, await runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), _ => -1));
        var look = runtime.WriteAsync(0, state => Result.Of(state.Count), _ => -1);
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        Assert.False(look.IsCompleted);
        log.Commit(0);
        Assert.Equal(1, await look);
    });

    [Fact]
    public void A_log_that_is_cut_while_it_is_loaded_is_loaded_to_its_new_end() => Run(async (runtime, log, _) =>
    {
        await runtime.LoadAsync(0, 0);
        await runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), _ => -1);
        log.CommitsAtOnce = false;
        var lost = runtime.WriteAsync(0, _ => Result.Of(1, Record("b")), _ => -1);
        runtime.Unload(0);
        var loading = runtime.LoadAsync(0, 1);
        log.LoseUncommitted(0);
        await loading;
        Assert.Equal(-1, await lost);
        Assert.Equal("a", runtime.Read(0, state => state.Text, _ => "?"));
    });

    [Fact]
    public void Nobody_reads_before_all_is_committed_that_was_loaded() => Run(async (runtime, log, clock) =>
    {
        await runtime.LoadAsync(0, 0);
        log.CommitsAtOnce = false;
        _ = runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), _ => -1);
        var next = Create(log);
        await next.LoadAsync(0, 1);
        Assert.Equal(ErrorCode.CoordinatorLoadInProgress, next.Read(0, _ => ErrorCode.None, error => error));
        var look = next.WriteAsync(0, state => Result.Of(state.Text), _ => "?");
        Assert.False(look.IsCompleted);
        log.Commit(0);
        Assert.Equal(("a", 1), next.Read(0, state => (state.Text, state.Committed), _ => default));
        Assert.Equal("a", await look);
    });

    [Fact]
    public void A_restart_replays_the_log_and_serves_only_then() => Run(async (runtime, log, clock) =>
    {
        await runtime.LoadAsync(0, 0);
        for (var i = 0; i < 10; i++)
        {
            await runtime.WriteAsync(0, _ => Result.Of(1, Record(i.ToString())), _ => -1);
        }

        var next = Create(log);
        var loading = next.LoadAsync(0, 1);
        Assert.Equal(ErrorCode.CoordinatorLoadInProgress, next.Read(0, _ => ErrorCode.None, error => error));
        await loading;
        Assert.Equal("0123456789", next.Read(0, state => state.Text, _ => ""));
        Assert.Equal(ErrorCode.NotCoordinator, next.Read(1, _ => ErrorCode.None, error => error));
    });

    [Fact]
    public void A_partition_that_is_given_up_while_it_loads_is_not_served() => Run(async (runtime, log, clock) =>
    {
        await runtime.LoadAsync(0, 0);
        await runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), _ => -1);
        var next = Create(log);
        var loading = next.LoadAsync(0, 1);
        next.Unload(0);
        await loading;
        Assert.Equal(ErrorCode.NotCoordinator, next.Read(0, _ => ErrorCode.None, error => error));
        await next.LoadAsync(0, 2);
        Assert.Equal("a", next.Read(0, state => state.Text, _ => ""));
    });

    [Fact]
    public void A_log_that_cannot_be_read_is_refused_loudly_and_may_be_tried_again() => Run(async (runtime, log, clock) =>
    {
        await runtime.LoadAsync(0, 0);
        await runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), _ => -1);
        log.ReadFails = true;
        var next = Create(log);
        await Assert.ThrowsAsync<IOException>(() => next.LoadAsync(0, 1));
        Assert.Equal(ErrorCode.NotCoordinator, next.Read(0, _ => ErrorCode.None, error => error));
        log.ReadFails = false;
        await next.LoadAsync(0, 1);
        Assert.Equal("a", next.Read(0, state => state.Text, _ => ""));
    });

    [Fact]
    public void Leading_on_in_a_newer_epoch_keeps_the_state_and_an_older_epoch_is_ignored() => Run(async (runtime, log, _) =>
    {
        await runtime.LoadAsync(0, 3);
        await runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), _ => -1);
        await runtime.LoadAsync(0, 5);
        await runtime.LoadAsync(0, 4);
        await runtime.WriteAsync(0, _ => Result.Of(1, Record("b")), _ => -1);
        Assert.Equal("ab", runtime.Read(0, state => state.Text, _ => ""));
        Assert.Equal([3, 5], log.Batches(0).Select(b => new MiniKafka.Records.RecordBatchView(b).PartitionLeaderEpoch));
    });

    [Fact]
    public void Records_that_may_be_separated_go_into_batches_of_bounded_size() => Run(async (runtime, log, _) =>
    {
        await runtime.LoadAsync(0, 0);
        var many = Enumerable.Range(0, 3_000).Select(_ => Record(new string('x', 1_000))).ToList();
        runtime.Write(0, _ => new Result { Records = many, IsAtomic = false }, _ => Assert.Fail("refused"));
        Assert.InRange(log.Batches(0).Count, 5, 8);
        Assert.Equal(3_000, runtime.Read(0, state => state.Count, _ => -1));
        runtime.Write(0, _ => new Result { Records = many }, _ => Assert.Fail("refused"));
        Assert.Equal(6_000, runtime.Read(0, state => state.Count, _ => -1));
    });

    [Fact]
    public void What_follows_from_a_commit_is_written_in_turn() => Run(async (runtime, _, _) =>
    {
        await runtime.LoadAsync(0, 0);
        var result = new Result
        {
            Records = [Record("a")],
            Settled = error => error == ErrorCode.None ? Result.Of(Record("b")) : Result.Nothing,
        };
        runtime.Write(0, _ => result, _ => Assert.Fail("refused"));
        Assert.Equal("ab", runtime.Read(0, state => state.Text, _ => ""));
    });

    [Fact]
    public void What_follows_from_a_replay_goes_on_before_the_commit_and_never_after_a_failure() => Run(async (runtime, log, _) =>
    {
        await runtime.LoadAsync(0, 0);
        log.CommitsAtOnce = false;
        var result = new Result { Records = [Record("a")], Replayed = () => Result.Of(Record("b")) };
        var write = runtime.WriteAsync(0, _ => new Result<int>(1, result), error => -(int)error);
        Assert.Equal("ab", runtime.Read(0, state => state.Text, _ => ""));
        Assert.False(write.IsCompleted);
        log.Commit(0);
        Assert.Equal(1, await write);
        log.NextError = ErrorCode.NotEnoughReplicas;
        Assert.Equal(-(int)ErrorCode.CoordinatorNotAvailable, await runtime.WriteAsync(0, _ => new Result<int>(1, result), error => -(int)error));
        Assert.Equal("ab", runtime.Read(0, state => state.Text, _ => ""));
    });

    [Fact]
    public void Markers_of_transactions_are_nothing_to_a_shard_that_has_none() => Run(async (runtime, log, _) =>
    {
        log.Append(0, 0, MiniKafka.Records.ControlRecords.EndTransaction(commit: true, producerId: 7, producerEpoch: 0, coordinatorEpoch: 0, timestamp: 1));
        await runtime.LoadAsync(0, 0);
        Assert.Equal("", runtime.Read(0, state => state.Text, _ => "?"));
        Assert.Equal(1, runtime.Read(0, state => state.Committed, _ => -1));
    });

    [Fact]
    public void Timers_write_records_and_never_fire_on_a_shard_that_is_gone() => Run(async (runtime, _, clock) =>
    {
        await runtime.LoadAsync(0, 0);
        var cancelled = new ShardTimerKey("u");
        Schedule(runtime, timers =>
        {
            timers.Schedule(new("t"), 100, () => Result.Of(Record("a")));
            timers.Schedule(cancelled, 50, () => Result.Of(Record("never")));
            timers.Cancel(cancelled);
        });
        await Task.Delay(TimeSpan.FromMilliseconds(101), clock);
        Assert.Equal("a", runtime.Read(0, state => state.Text, _ => ""));
        var fired = false;
        Schedule(runtime, timers => timers.Schedule(new("t"), 100, () =>
        {
            fired = true;
            return Result.Nothing;
        }));
        runtime.Unload(0);
        await Task.Delay(TimeSpan.FromMilliseconds(200), clock);
        Assert.False(fired);
    });

    [Fact]
    public void Whoever_waits_for_a_commit_when_the_shard_goes_is_told() => Run(async (runtime, log, _) =>
    {
        await runtime.LoadAsync(0, 0);
        log.CommitsAtOnce = false;
        var write = runtime.WriteAsync(0, _ => Result.Of(1, Record("a")), error => -(int)error);
        runtime.Unload(0);
        Assert.Equal(-(int)ErrorCode.NotCoordinator, await write);
    });

    private static void Schedule(CoordinatorRuntime<Remembering> runtime, Action<ShardTimers> schedule) => runtime.Write(
        0,
        state =>
        {
            schedule(state.Timers);
            return Result.Nothing;
        },
        _ => Assert.Fail("refused"));

    private static CoordinatorRecord Record(string text) => new([0, 0], System.Text.Encoding.UTF8.GetBytes(text));

    private static CoordinatorRuntime<Remembering> Create(MemoryCoordinatorLog log)
    {
        var runtime = new CoordinatorRuntime<Remembering>(
            new CoordinatorSettings(EventLoop.CurrentLoop!, TimeSpan.FromSeconds(5), CompressionCodecs.Default), log, timers => new Remembering(timers));
        log.Committed = runtime.OnHighWatermark;
        return runtime;
    }

    private static void Run(Func<CoordinatorRuntime<Remembering>, MemoryCoordinatorLog, TimeProvider, Task> test)
    {
        var host = new SimulatedLoopHost(1);
        host.Run(() =>
        {
            var loop = host.CreateLoop("coordinator");
            return loop.InvokeAsync(() =>
            {
                var log = new MemoryCoordinatorLog();
                return test(Create(log), log, loop.Clock);
            });
        });
    }

    private sealed class Remembering(ShardTimers timers) : ICoordinatorState
    {
        private readonly System.Text.StringBuilder _text = new();

        public ShardTimers Timers { get; } = timers;

        public int Count { get; private set; }

        public long Committed { get; private set; }

        public string Text => _text.ToString();

        public void Replay(long offset, CoordinatorRecord record)
        {
            Assert.Equal(Count, offset);
            Count++;
            _text.Append(System.Text.Encoding.UTF8.GetString(record.Value!));
        }

        public Result OnLoaded(long nextOffset) => Result.Nothing;

        public void OnCommitted(long offset) => Committed = offset;

        public void OnUnloaded() => _text.Clear();
    }
}
