using MiniKafka.Storage;

namespace MiniKafka.Replication;

/// <summary>
/// How many bytes of a leader's log one follower has yet to copy, at most. Bytes are counted up to a mark, an end that the log once had, and
/// behind it: a follower that asks for what lies behind the mark has copied what was counted up to it. Owned by the broker's loop.
/// </summary>
internal sealed class CopiesToCome
{
    private readonly PromisedCopies _promised;
    private long _mark;
    private long _upToMark;
    private long _behindMark;

    /// <param name="promised">All that is promised by the broker.</param>
    /// <param name="bytes">What the follower lacks at the beginning.</param>
    /// <param name="leaderEndOffset">The log's end now.</param>
    public CopiesToCome(PromisedCopies promised, long bytes, long leaderEndOffset)
    {
        (_promised, _mark, _upToMark) = (promised, leaderEndOffset, bytes);
        promised.Add(bytes);
    }

    /// <summary>The leader appended.</summary>
    public void Add(long bytes)
    {
        _behindMark += bytes;
        _promised.Add(bytes);
    }

    /// <summary>The follower has everything below an offset.</summary>
    public void OnFetch(long fetchOffset, long leaderEndOffset)
    {
        if (fetchOffset >= leaderEndOffset)
        {
            End();
        }
        else if (fetchOffset >= _mark)
        {
            _promised.Add(-_upToMark);
            (_mark, _upToMark, _behindMark) = (leaderEndOffset, _behindMark, 0);
        }
    }

    /// <summary>The log may have become shorter: nobody copies more than it holds.</summary>
    public void Limit(long logBytes)
    {
        var tooMany = _upToMark + _behindMark - logBytes;
        if (tooMany > 0)
        {
            var older = Math.Min(tooMany, _upToMark);
            _upToMark -= older;
            _behindMark -= tooMany - older;
            _promised.Add(-tooMany);
        }
    }

    /// <summary>Nothing is to be copied for it any more.</summary>
    public void End()
    {
        _promised.Add(-_upToMark - _behindMark);
        (_upToMark, _behindMark) = (0, 0);
    }
}
