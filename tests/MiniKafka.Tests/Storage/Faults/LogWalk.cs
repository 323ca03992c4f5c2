using MiniKafka.Records;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Tests.Storage.Faults;

/// <summary>
/// Walks over all batches of a log and compares what it finds with what the log knows beside them: offset and time indexes, aborted
/// transactions, leader epochs, the sequences and open transactions of producers.
/// </summary>
internal sealed class LogWalk
{
    /// <summary>How far entries of an offset index may be apart; recovery makes one every 4096 bytes, and truncation may cut some off.</summary>
    private const int MostBytesBetweenEntries = 6 * 1024;

    private readonly PartitionLog _log;
    private readonly string _where;
    private readonly SortedDictionary<long, long> _openTransactions = [];
    private readonly SortedDictionary<long, int> _lastSequences = [];
    private readonly SortedDictionary<long, (long ProducerId, long FirstOffset)> _aborted = [];

    private LogWalk(PartitionLog log, string where)
    {
        _log = log;
        _where = where;
    }

    /// <summary>Checks everything but indexes on which a bit was flipped, and returns how many aborted transactions there are.</summary>
    public static int Check(PartitionLog log, IReadOnlyCollection<string> damaged, string where)
    {
        var walk = new LogWalk(log, where);
        foreach (var segment in log.Segments.All.Where(segment => segment.Size > 0))
        {
            walk.CheckIndexes(segment, damaged);
        }

        walk.CheckAborted();
        walk.CheckProducers();
        return walk._aborted.Count;
    }

    private void CheckIndexes(LogSegment segment, IReadOnlyCollection<string> damaged)
    {
        var batches = new SortedDictionary<long, (long LastOffset, long MaxTimestamp)>();
        var largest = -1L;
        using (var scan = new BatchScanner(segment.File, ScanDepth.Batches))
        {
            while (scan.MoveNext())
            {
                Take(scan.Current);
                batches[scan.Position] = (scan.Current.LastOffset, scan.Current.MaxTimestamp);
                largest = Math.Max(largest, scan.Current.MaxTimestamp);
            }
        }

        if (!damaged.Contains(segment.Offsets.Entries.Path))
        {
            var previous = 0L;
            for (var i = 0; i < segment.Offsets.Entries.Count; i++)
            {
                var entry = segment.Offsets[i];
                Assert.True(batches.TryGetValue(entry.Position, out var batch) && batch.LastOffset == entry.Offset, $"{_where}: {entry} of {segment.BaseOffset} is no batch");
                Assert.True(entry.Position - previous <= MostBytesBetweenEntries, $"{_where}: nothing between {previous} and {entry} of {segment.BaseOffset}");
                previous = entry.Position;
            }

            Assert.True(segment.Size - previous <= MostBytesBetweenEntries, $"{_where}: nothing between {previous} and the end {segment.Size} of {segment.BaseOffset}");
        }

        if (!damaged.Contains(segment.Times.Entries.Path))
        {
            for (var i = 0; i < segment.Times.Entries.Count; i++)
            {
                var entry = segment.Times[i];
                Assert.True(batches.Values.Any(batch => batch.LastOffset == entry.Offset && batch.MaxTimestamp == entry.Timestamp), $"{_where}: {entry} of {segment.BaseOffset} is no batch");
            }

            Assert.True(segment == _log.Segments.Active || segment.Times.Last.Timestamp == largest, $"{_where}: {segment.Times.Last} of {segment.BaseOffset} is not the largest, {largest}");
        }
    }

    private void Take(in RecordBatchView batch)
    {
        var epoch = _log.Epochs.EpochOf(batch.LastOffset);
        Assert.True(
            batch.LastOffset < _log.LogStartOffset || epoch == batch.PartitionLeaderEpoch,
            $"{_where}: the batch at {batch.BaseOffset} is of epoch {batch.PartitionLeaderEpoch}, and the log takes it for one of {epoch}: {string.Join(' ', _log.Epochs.Epochs)}");
        if (batch.IsControl)
        {
            if (_openTransactions.Remove(batch.ProducerId, out var first) && ControlRecords.TryReadEndTransaction(batch, out var commit, out _) && !commit)
            {
                _aborted[batch.BaseOffset] = (batch.ProducerId, first);
            }
        }
        else if (batch.HasProducerId)
        {
            _lastSequences[batch.ProducerId] = batch.LastSequence;
            _openTransactions.TryAdd(batch.ProducerId, batch.BaseOffset);
        }
    }

    private void CheckAborted()
    {
        var listed = new SortedDictionary<long, AbortedTransaction>();
        foreach (var segment in _log.Segments.All)
        {
            for (var i = 0; i < segment.Aborted.Entries.Count; i++)
            {
                Assert.True(listed.TryAdd(segment.Aborted[i].LastOffset, segment.Aborted[i]), $"{_where}: {segment.Aborted[i]} twice");
            }
        }

        foreach (var (marker, found) in _aborted)
        {
            // A transaction whose beginning retention removed begins earlier than the walk can see.
            Assert.True(
                listed.TryGetValue(marker, out var entry) && entry.ProducerId == found.ProducerId
                    && (entry.FirstOffset == found.FirstOffset || entry.FirstOffset < _log.Segments.First.BaseOffset),
                $"{_where}: the transaction {found} that the marker at {marker} aborted is listed as {entry}");
        }

        Assert.All(listed.Values.Where(entry => entry.FirstOffset >= _log.Segments.First.BaseOffset), entry => Assert.True(_aborted.ContainsKey(entry.LastOffset), $"{_where}: {entry} is in no log"));
    }

    private void CheckProducers()
    {
        foreach (var (producerId, sequence) in _lastSequences)
        {
            Assert.True(_log.Producers.Find(producerId)?.LastSequence == sequence, $"{_where}: producer {producerId} is at {_log.Producers.Find(producerId)?.LastSequence}, not {sequence}");
            var open = _openTransactions.TryGetValue(producerId, out var first) ? first : -1;
            var known = _log.Producers.Find(producerId)!.CurrentTransactionFirstOffset;
            Assert.True(known == open || (open >= 0 && known >= 0 && known < _log.Segments.First.BaseOffset), $"{_where}: producer {producerId} has a transaction open since {known}, not {open}");
        }
    }
}
