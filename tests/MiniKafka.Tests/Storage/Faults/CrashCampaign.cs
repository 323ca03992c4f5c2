using System.Text;
using Disks;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Faults;

/// <summary>
/// One partition that is written, killed and opened again, round after round, on a disk that misbehaves. After every start the
/// log must hold every acknowledged record, no record that was never written, and indexes that lead to the right places.
/// </summary>
internal sealed partial class CrashCampaign(int seed, FaultTotals totals)
{
    private const int AppendsPerRound = 50;
    private const int RecordsKept = 400;
    private static readonly TopicPartition Partition = new("t", 0);
    private static readonly LogConfig Config = LogConfig.Default with
    {
        SegmentBytes = 8 * 1024,
        IndexIntervalBytes = 300,
        FlushMessages = 1,
        FileDeleteDelayMs = 0,
        RetentionMs = -1,
    };

    private readonly Random _random = new(seed);
    private readonly FaultyDisk _disk = new() { Totals = totals.Disk };
    private readonly SortedDictionary<long, string> _acknowledged = [];
    private readonly SortedSet<(long Offset, string Value)> _attempted = [];
    private readonly SortedSet<string> _damaged = new(StringComparer.Ordinal);
    /// <summary>Begins with the virtual clock, so that no producer is old enough to be forgotten.</summary>
    private long _timestamp = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private long _nextValue;
    private int _epoch;
    private bool _isNew = true;

    private string Where => $"seed {seed}, round {totals.Rounds}";

    public void Run(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            totals.Rounds++;
            var acknowledged = 0;
            while (acknowledged < AppendsPerRound)
            {
                acknowledged += RunOnce(AppendsPerRound - acknowledged);
            }
        }
    }

    /// <summary>One life of the broker: start, check, append, die. Returns how many appends were acknowledged.</summary>
    private int RunOnce(int appends)
    {
        var host = new SimulatedLoopHost(_random.NextInt64());
        var logger = new ListLogger();
        var acknowledged = 0;
        host.Run(async () =>
        {
            var loop = host.CreateLoop("broker");
            using var manager = await loop.InvokeAsync(() => Task.FromResult(Make(host, loop, logger)));
            (acknowledged, var isStopped) = await loop.InvokeAsync(() => LiveAsync(manager, logger, appends));

            // Nothing of this life may touch the disk any more, not even what waited for its next try.
            loop.Stop();
            _disk.Faults = null;
            manager.Dispose();
            End(isStopped);
        });
        totals.RebuiltIndexes += logger.Lines.Count(line => line.Contains("indexes built again", StringComparison.Ordinal));
        totals.CutSegments += logger.Lines.Count(line => line.Contains(": cut from", StringComparison.Ordinal));
        return acknowledged;
    }

    /// <summary>Tells how many appends were acknowledged, and whether it stopped in good order.</summary>
    private async Task<(int Acknowledged, bool IsStopped)> LiveAsync(LogManager manager, ListLogger logger, int appends)
    {
        var acknowledged = 0;
        try
        {
            _disk.Faults = null;
            _disk.Held.LetGo();
            if (_random.Next(5) == 0)
            {
                _disk.HoldSome(_random);
            }

            await manager.StartAsync();
            _disk.Held.LetGo();
            var log = Open(manager);
            // Everything that was found is on the medium by now, and a broker alone has all replicas.
            Assert.True(await manager.FlushAsync(log));
            log.AdvanceHighWatermark(log.LogEndOffset);
            Check(log, logger);
            await MakeFirstNamesDurableAsync(manager);
            _disk.Faults = _random;
            _disk.FailureOdds = _random.Next(3) == 0 ? 400 : 0;
            _disk.HoldOdds = _random.Next(4) == 0 ? 60 : 0;
            while (acknowledged < appends && !log.IsOffline)
            {
                acknowledged += await StepAsync(manager, log);
                Assert.True(!log.IsOffline || _disk.FailureOdds > 0, Where);
            }

            await SometimesLoseAccessAsync(manager, log);
            await LetGoAsync(manager);
            var isEmptied = await SometimesEmptyAsync(manager, log);
            log = await SometimesBeginAnewAsync(manager, log);
            if (_random.Next(20) == 0 && manager.Find(Partition) is { IsOffline: false })
            {
                _disk.Faults = null;
                totals.CleanStops++;
                await manager.StopAsync(1);
                return (acknowledged, true);
            }

            if (!isEmptied && !log.IsOffline)
            {
                AppendUnacknowledged(log);
            }
        }
        catch (IOException)
        {
            // The disk failed in the middle of a start or of a checkpoint: the broker dies of it.
        }

        return (acknowledged, false);
    }

    /// <summary>The directory itself exists before anything is acknowledged: whoever set the broker up saw to that.</summary>
    private Task MakeFirstNamesDurableAsync(LogManager manager)
    {
        if (_isNew)
        {
            _isNew = false;
            manager.WriteCheckpoints();
        }

        return Task.CompletedTask;
    }

    private async Task<int> StepAsync(LogManager manager, PartitionLog log)
    {
        var segments = log.Segments.Count;
        _disk.IsFull = _random.Next(100) == 0;
        totals.FullDisks += _disk.IsFull ? 1 : 0;
        var pending = new List<(long Offset, string Value)>();
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            Append(log, pending);
        }

        if (_disk.IsFull)
        {
            await WorkWithoutRoomAsync(manager, log, pending);
        }

        _disk.IsFull = false;
        log.AdvanceHighWatermark(log.LogEndOffset);
        totals.RolledSegments += Math.Max(0, log.Segments.Count - segments);
        if (pending.Count == 0)
        {
            // Somebody else holds what an append needs.
            await Task.Delay(Patience.Interval, EventLoop.CurrentLoop!.Clock);
            return 0;
        }

        if (!await manager.FlushAsync(log))
        {
            return 0;
        }

        Assert.True(log.HighWatermark > pending[^1].Offset, Where);
        foreach (var (offset, value) in pending)
        {
            _acknowledged[offset] = value;
            _leastEnd = Math.Max(_leastEnd, offset + 1);
        }

        totals.AcknowledgedAppends += pending.Count;
        await SometimesAsync(manager, log);
        return pending.Count;
    }

    /// <summary>A full disk refuses appends; what else is done to the log goes on, and the directory stays in service.</summary>
    private async Task WorkWithoutRoomAsync(LogManager manager, PartitionLog log, List<(long Offset, string Value)> pending)
    {
        Assert.Empty(pending);
        totals.StepsOnFullDisks++;
        switch (_random.Next(5))
        {
            case 0:
                log.BeginEpoch(++_epoch, log.LogEndOffset);
                break;
            case 1:
                log.Roll();
                break;
            case 2 when log.LogEndOffset - log.LogStartOffset > RecordsKept / 2:
                log.IncrementLogStartOffset(log.LogEndOffset - _random.Next(RecordsKept / 2));
                log.DeleteOldSegments();
                break;
            case 3 when _random.Next(4) == 0:
                await TruncateAsync(manager, log);
                break;
            default:
                manager.WriteCheckpoints();
                break;
        }

        Assert.True(!log.IsOffline || _disk.FailureOdds > 0, Where);
    }

    private async Task SometimesAsync(LogManager manager, PartitionLog log)
    {
        switch (_random.Next(60))
        {
            case 0:
                manager.WriteCheckpoints();
                break;
            case 1:
                log.Roll();
                break;
            case 2:
                _epoch++;
                break;
            case 3 when log.LogEndOffset - log.LogStartOffset > RecordsKept:
                log.IncrementLogStartOffset(log.LogEndOffset - _random.Next(RecordsKept));
                log.DeleteOldSegments();
                break;
            case 4 when _random.Next(4) == 0:
                await TruncateAsync(manager, log);
                break;
            case 5:
                await Task.Delay(TimeSpan.FromSeconds(3), TimeProviderOf());
                break;
        }

        TimeProvider TimeProviderOf() => EventLoop.CurrentLoop!.Clock;
    }

    /// <summary>A follower whose leader lost records gives them up, acknowledged or not.</summary>
    private async Task TruncateAsync(LogManager manager, PartitionLog log)
    {
        var offset = Math.Max(log.LogStartOffset, log.LogEndOffset - _random.Next(1, 30));
        totals.Truncations++;
        do
        {
            await log.Jobs.IdleAsync();
            log.TruncateTo(offset);
        }
        while (log.LogEndOffset > offset && !log.IsOffline);
        GiveUpFrom(offset);
        await manager.FlushAsync(log);
    }

    private void Append(PartitionLog log, List<(long Offset, string Value)> pending)
    {
        var value = $"{_nextValue++}:{new string('x', _random.Next(1, 200))}";
        _timestamp += _random.Next(10);
        var (batch, origin) = _random.Next(4) == 0 ? CampaignTransactions.Next(log, _random, _timestamp, ref value) : (TestLog.BatchAt(_timestamp, value), AppendOrigin.Client);
        var result = log.AppendAsLeader(batch, _epoch, origin);
        batch.Release();
        if (result.IsSuccess)
        {
            _attempted.Add((result.BaseOffset, value));
            pending.Add((result.BaseOffset, value));
        }
        else
        {
            Assert.Equal(ErrorCode.KafkaStorageError, result.Error);
            Assert.True(_disk.IsFull || log.IsOffline || result.IsHeld, Where);
            if (log.IsOffline)
            {
                // What a medium that fails has written of it may be all of it; only a full one keeps nothing.
                _attempted.Add((log.LogEndOffset, value));
            }
        }
    }

    private void AppendUnacknowledged(PartitionLog log)
    {
        for (var i = _random.Next(6); i > 0; i--)
        {
            Append(log, []);
        }
    }

    private void Check(PartitionLog log, ListLogger logger)
    {
        var records = LogScan.Read(log, LogReadBound.LogEnd);
        var found = new SortedDictionary<long, ReadRecord>();
        var expected = log.LogStartOffset;
        foreach (var record in records)
        {
            Assert.True(record.Offset == expected++, $"{Where}: offset {record.Offset} instead of {expected - 1} in segments {string.Join(' ', log.Segments.All.Select(segment => $"{segment.BaseOffset}+{segment.Size}"))} {string.Join(' ', logger.Lines)}");
            found[record.Offset] = record;
            var value = TextOf(record);
            Assert.True(_acknowledged.TryGetValue(record.Offset, out var acked) ? acked == value : _attempted.Contains((record.Offset, value)), $"{Where}: phantom record at {record.Offset}: {value[..Math.Min(20, value.Length)]}, acknowledged {acked?[..Math.Min(20, acked.Length)]}");
        }

        Assert.True(log.LogEndOffset >= _leastEnd, $"{Where}: the log ends at {log.LogEndOffset}, and offsets up to {_leastEnd} were given before");
        totals.StartsWhileEmpty += log.Size == 0 && log.LogEndOffset > 0 ? 1 : 0;
        _leastEnd = log.LogEndOffset;
        var lost = _acknowledged.Keys.FirstOrDefault(offset => offset >= log.LogStartOffset && !found.ContainsKey(offset), -1);
        Assert.True(lost < 0, $"{Where}: acknowledged record {lost} is lost; the log is {log.LogStartOffset} to {log.LogEndOffset}");
        LogLookUps.Check(log, found, _random, Where);
        _acknowledged.Clear();
        _attempted.Clear();
        foreach (var (offset, record) in found)
        {
            _acknowledged[offset] = TextOf(record);
        }

        totals.AbortedTransactions += LogWalk.Check(log, _damaged, Where);
    }

    private static string TextOf(ReadRecord record) => record.IsControl ? CampaignTransactions.TextOf(record) : Encoding.UTF8.GetString(record.Value!);
}
