using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// Which voters and which kraft.version held at which offset, read from the control records of the log, committed or not:
/// a replica acts on the newest voters in its log. Truncation takes entries back; a snapshot replaces what lies before it.
/// </summary>
internal sealed class VoterHistory
{
    /// <summary>The offset of voters that stand in no log yet: the configuration's, or the first snapshot's.</summary>
    public const long BeforeTheLog = -1;

    private readonly List<Entry> _entries = [];

    public VoterHistory(VoterSet configured, short kraftVersion) =>
        _entries.Add(new Entry(BeforeTheLog, configured, kraftVersion));

    /// <summary>The newest voters, committed or not.</summary>
    public VoterSet Voters => _entries[^1].Voters;

    /// <summary>The newest kraft.version, committed or not.</summary>
    public short KRaftVersion => _entries[^1].KRaftVersion;

    /// <summary>The offset of the record the newest voters come from, or <see cref="BeforeTheLog"/>.</summary>
    public long VotersOffset => _entries[^1].Offset;

    /// <summary>Takes over voters or a version read at an offset of the log.</summary>
    public void Add(long offset, VoterSet? voters, short? kraftVersion)
    {
        var last = _entries[^1];
        if (offset < last.Offset)
        {
            throw new InvalidOperationException($"Voters at offset {offset} came after those at offset {last.Offset}.");
        }

        var entry = new Entry(offset, voters ?? last.Voters, kraftVersion ?? last.KRaftVersion);
        if (offset == last.Offset)
        {
            _entries[^1] = entry;
        }
        else
        {
            _entries.Add(entry);
        }
    }

    /// <summary>Takes over what the control records of a batch say.</summary>
    public void Read(MetadataBatch batch)
    {
        foreach (var entry in batch.Entries)
        {
            if (entry.Control == QuorumControlType.KRaftVersion)
            {
                Add(entry.Offset, null, QuorumControlRecords.ReadKRaftVersion(entry.Value));
            }
            else if (entry.Control == QuorumControlType.KRaftVoters)
            {
                Add(entry.Offset, QuorumControlRecords.ReadVoters(entry.Value), null);
            }
        }
    }

    /// <summary>Starts over from a snapshot that ends before <paramref name="endOffset"/>.</summary>
    public void Reset(long endOffset, VoterSet voters, short kraftVersion)
    {
        _entries.Clear();
        _entries.Add(new Entry(endOffset == 0 ? BeforeTheLog : endOffset - 1, voters, kraftVersion));
    }

    /// <summary>Forgets what stood at <paramref name="endOffset"/> or later.</summary>
    public void TruncateTo(long endOffset)
    {
        while (_entries.Count > 1 && _entries[^1].Offset >= endOffset)
        {
            _entries.RemoveAt(_entries.Count - 1);
        }
    }

    /// <summary>Forgets what was replaced before <paramref name="startOffset"/>; the entry that holds there stays.</summary>
    public void ForgetBefore(long startOffset)
    {
        while (_entries.Count > 1 && _entries[1].Offset <= startOffset)
        {
            _entries.RemoveAt(0);
        }
    }

    /// <summary>The voters and version that hold for a log that ends before <paramref name="endOffset"/>.</summary>
    public (VoterSet Voters, short KRaftVersion) At(long endOffset)
    {
        for (var i = _entries.Count - 1; i > 0; i--)
        {
            if (_entries[i].Offset < endOffset)
            {
                return (_entries[i].Voters, _entries[i].KRaftVersion);
            }
        }

        return (_entries[0].Voters, _entries[0].KRaftVersion);
    }

    private readonly record struct Entry(long Offset, VoterSet Voters, short KRaftVersion);
}
