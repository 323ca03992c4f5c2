using MiniKafka.Quorum.Voters;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Flushing;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// The metadata log of one replica: an ordinary partition log, the snapshots beside it, and the voters its control records
/// name. Owned by the node's loop. Invariant: the high watermark never falls, and what lies below it is never cut.
/// </summary>
internal sealed class MetadataLog
{
    private readonly PartitionLog _log;
    private readonly IFileSystem _fileSystem;
    private readonly VoterHistory _voters;
    private readonly CommittedOffset _committed;

    public MetadataLog(PartitionLog log, IFileSystem fileSystem, VoterSet configuredVoters, short kraftVersion)
    {
        _log = log;
        _log.Medium.Failed += error => Failed?.Invoke(error);
        _log.Medium.Held += (name, work) => Held?.Invoke(name, work);
        _fileSystem = fileSystem;
        _voters = new VoterHistory(configuredVoters, kraftVersion);
        _committed = new CommittedOffset(fileSystem, log.Directory);
        Snapshots = new SnapshotStore(fileSystem, log.Directory);
        Snapshots.Load();
        ReadControlRecords();
    }

    /// <summary>The medium failed: nothing is appended any more, and what was not flushed may be lost.</summary>
    public event Action<IOException>? Failed;

    /// <summary>Somebody else holds a file: named work that is to be tried again until it is done, and then returns true, or the medium counts as failed.</summary>
    public event Action<string, Func<bool>>? Held;

    public SnapshotStore Snapshots { get; }

    public long StartOffset => _log.LogStartOffset;

    public long EndOffset => _log.LogEndOffset;

    public long Size => _log.Size;

    /// <summary>The epoch of the last record, or of the snapshot an empty log begins with; 0 when there is nothing.</summary>
    public int LastEpoch => _log.Epochs.LatestEpoch is var epoch and >= 0 ? epoch : Snapshots.Latest?.Epoch ?? 0;

    /// <summary>Where this log ends, in the order in which logs are more or less up to date.</summary>
    public OffsetAndEpoch End => new(EndOffset, LastEpoch);

    /// <summary>Everything before it is committed, as far as this replica has heard; null until it has heard anything.</summary>
    public long? HighWatermark { get; private set; }

    /// <summary>The newest voters in the log, committed or not.</summary>
    public VoterSet Voters => _voters.Voters;

    public short KRaftVersion => _voters.KRaftVersion;

    /// <summary>Where the newest voters stand; <see cref="VoterHistory.BeforeTheLog"/> when in no record of the log yet.</summary>
    public long VotersOffset => _voters.VotersOffset;

    /// <summary>The voters and kraft.version as of an offset, for a snapshot that ends there.</summary>
    public (VoterSet Voters, short KRaftVersion) VotersAt(long endOffset) => _voters.At(endOffset);

    /// <summary>Finishes the batch for the log's end and appends it.</summary>
    /// <exception cref="RefusedException">There is no room for it, or somebody else holds a file; the log is as it was.</exception>
    public void AppendAsLeader(RecordBatchBuilder batch)
    {
        var bytes = batch.Build();
        try
        {
            Append(bytes);
        }
        finally
        {
            bytes.Release();
        }
    }

    /// <summary>Appends what the leader answered; a batch cut at the end is left for the next fetch.</summary>
    /// <exception cref="RefusedException">There was no room for all of it, or somebody else holds a file; the batches before are in the log.</exception>
    public void AppendAsFollower(in SharedBytes records) => Append(records);

    /// <summary>Forces everything appended so far onto the medium.</summary>
    public void Flush()
    {
        if (!_fileSystem.IsDurable || _log.BeginFlush() is not { } flush)
        {
            return;
        }

        try
        {
            Run(flush);
            foreach (var directory in flush.Directories)
            {
                _fileSystem.SyncDirectory(directory);
            }
        }
        catch (IOException error)
        {
            // What is on the medium now is unknown, and a second try would not tell.
            _log.Medium.Fail(error);
            throw;
        }

        _log.CompleteFlush(flush);
    }

    /// <summary>Makes everything durable and lets go of the files: a clean stop.</summary>
    public void Close()
    {
        Flush();
        _log.SaveState();
        _log.CloseFiles();
    }

    /// <summary>Lets go of the files and writes nothing: a crash.</summary>
    public void Abandon() => _log.Retire();

    /// <summary>Batches from the one that holds an offset, up to another offset; the last one may be cut. The caller owns one hold.</summary>
    public SharedBytes Read(long offset, int maxBytes)
    {
        var result = _log.Read(offset, maxBytes, LogReadBound.LogEnd, minOneMessage: true);
        return result.Error == Model.ErrorCode.None
            ? result.Records
            : throw new IOException($"The metadata log cannot be read at offset {offset}: {result.Error}.");
    }

    /// <summary>Commits what lies before an offset.</summary>
    public void RaiseHighWatermark(long offset)
    {
        if (offset > EndOffset)
        {
            throw new InvalidOperationException($"The high watermark {offset} lies beyond the log's end {EndOffset}.");
        }

        if (offset > (HighWatermark ?? -1))
        {
            HighWatermark = offset;
            _log.AdvanceHighWatermark(offset);
            _log.Medium.Guarded(() => _committed.Raise(Math.Min(offset, _log.FlushedOffset)), "the committed offset");
        }
    }

    /// <summary>What a leader answers a replica that wants to fetch from an offset, whose record before has that epoch.</summary>
    public FetchPosition Validate(long offset, int epoch)
    {
        if (offset == 0 && epoch == 0 && StartOffset == 0 && (Snapshots.Latest ?? OffsetAndEpoch.Bootstrap) == OffsetAndEpoch.Bootstrap)
        {
            return new FetchPosition(FetchPositionKind.Valid, default);
        }

        var isBefore = offset < StartOffset || offset == 0
            || (Snapshots.Earliest is { } earliest && ((offset == StartOffset && epoch != earliest.Epoch && StartOffset > 0) || epoch < earliest.Epoch));
        if (isBefore && Snapshots.Latest is { } latest && latest != OffsetAndEpoch.Bootstrap)
        {
            return new FetchPosition(FetchPositionKind.Snapshot, latest);
        }

        var end = EndOfEpoch(epoch);
        return end.Epoch != epoch || end.Offset < offset
            ? new FetchPosition(FetchPositionKind.Diverging, end)
            : new FetchPosition(FetchPositionKind.Valid, new OffsetAndEpoch(offset, epoch));
    }

    /// <summary>Cuts the log back to where it agrees with the leader's, which has this end of that epoch.</summary>
    /// <exception cref="FileHeldException">Somebody else keeps it from being cut as a whole: the rest follows, and until then nothing is appended.</exception>
    public void TruncateToAgreement(OffsetAndEpoch leader)
    {
        var own = EndOfEpoch(leader.Epoch);
        var offset = own.Epoch == leader.Epoch ? Math.Min(own.Offset, leader.Offset) : own.Offset;
        offset = leader.Epoch == 0 ? Math.Min(leader.Offset, EndOffset) : offset;
        if (offset < (HighWatermark ?? 0))
        {
            throw new InvalidOperationException($"The leader wants the log cut at {offset}, but everything before {HighWatermark} is committed.");
        }

        _log.TruncateTo(offset);
        _voters.TruncateTo(_log.LogEndOffset);
        if (_log.LogEndOffset > offset)
        {
            throw new FileHeldException(_log.Directory, new IOException($"The metadata log is not cut at {offset} yet."));
        }
    }

    /// <summary>Takes over a snapshot that was copied from the leader: it replaces the whole log.</summary>
    public void Install(SnapshotFile snapshot)
    {
        Snapshots.Freeze(snapshot);
        TakeUp(snapshot.Id);
    }

    /// <summary>
    /// Lets the log begin where a snapshot that is here ends. Where somebody else keeps the log before it from being dropped, this is asked for
    /// again until the log does.
    /// </summary>
    public void TakeUp(OffsetAndEpoch snapshot)
    {
        StartAfter(snapshot);
        if (EndOffset == snapshot.Offset)
        {
            RaiseHighWatermark(snapshot.Offset);
        }
    }

    /// <summary>Has something beside the log done that somebody else's hold on a file keeps from being done now.</summary>
    public void TryAgain(string name, Action work) => Held?.Invoke(name, () =>
    {
        if (!_log.IsOffline)
        {
            work();
        }

        return true;
    });

    /// <summary>Drops log and snapshots that lie before a snapshot.</summary>
    public void DropBefore(OffsetAndEpoch snapshot)
    {
        _log.IncrementLogStartOffset(snapshot.Offset);
        _log.DeleteOldSegments();
        Snapshots.DeleteBefore(snapshot.Offset);
        _voters.ForgetBefore(snapshot.Offset);
    }

    private void Run(LogFlush flush)
    {
        try
        {
            flush.Run(_fileSystem);
        }
        catch (FileHeldException) when (flush.AreBatchesForced)
        {
            // After a crash all of the log is read, so that nothing depends on the small files: the next flush forces them.
            _log.AddWritten(flush.Paths);
        }
    }

    private void Append(in SharedBytes records)
    {
        var before = EndOffset;
        var result = _log.AppendAsFollower(records);
        foreach (var batch in MetadataBatch.ReadAll(records.ToContiguous()).Where(batch => batch.LastOffset >= before && batch.LastOffset < EndOffset))
        {
            _voters.Read(batch);
        }

        if (!result.IsSuccess)
        {
            var failure = new IOException($"The metadata log cannot be appended to: {result.Error} {result.ErrorMessage}");
            throw result.IsHeld ? new FileHeldException(_log.Directory, failure)
                : result.Error == Model.ErrorCode.KafkaStorageError && !_log.IsOffline ? new DiskFullException(_log.Directory, failure)
                : failure;
        }
    }

    private OffsetAndEpoch EndOfEpoch(int epoch)
    {
        var (known, endOffset) = _log.Epochs.EndOffsetFor(epoch, EndOffset);
        if (known < 0)
        {
            return End;
        }

        return Snapshots.Earliest is { } earliest && endOffset == earliest.Offset && known == epoch
            ? earliest
            : new OffsetAndEpoch(endOffset, known);
    }

    private void StartAfter(OffsetAndEpoch snapshot)
    {
        var content = Snapshots.ReadContent(snapshot);
        _log.TruncateFullyAndStartAt(snapshot.Offset);
        Snapshots.DeleteBefore(snapshot.Offset);
        _voters.Reset(snapshot.Offset, content.Voters ?? _voters.Voters, content.KRaftVersion ?? _voters.KRaftVersion);
    }

    /// <summary>Finds the voters in the newest snapshot and in the log behind it.</summary>
    private void ReadControlRecords()
    {
        if (Snapshots.Latest is { } latest)
        {
            // The snapshot was copied, and the node stopped before it could drop the log that it replaces.
            if (latest > End)
            {
                StartAfter(latest);
                return;
            }

            var content = Snapshots.ReadContent(latest);
            _voters.Reset(latest.Offset, content.Voters ?? _voters.Voters, content.KRaftVersion ?? _voters.KRaftVersion);
        }

        const int readBytes = 1024 * 1024;
        var offset = Math.Max(StartOffset, Snapshots.Latest?.Offset ?? 0);
        while (offset < EndOffset)
        {
            var from = offset;
            var records = Read(offset, readBytes);
            foreach (var batch in MetadataBatch.ReadAll(records.ToContiguous()))
            {
                _voters.Read(batch);
                offset = batch.LastOffset + 1;
            }

            records.Release();
            if (offset == from)
            {
                throw new InvalidDataException($"The metadata log has no whole batch at offset {from}.");
            }
        }
    }
}
