using MiniKafka.Client;

namespace MiniKafka.Dashboard.Messages;

/// <summary>How far one partition was looked through, and what was found in it.</summary>
internal sealed class PartitionScan(int partition, long from, long end, Browsing wanted)
{
    private readonly Queue<FoundMessage> _found = [];

    public int Partition => partition;

    /// <summary>The offset that is looked at next.</summary>
    public long Position { get; private set; } = from;

    /// <summary>It is at its end, or has as many as are wanted.</summary>
    public bool IsDone { get; private set; } = from >= end;

    /// <summary>The oldest of what was found and not taken.</summary>
    public FoundMessage? Head => _found.TryPeek(out var head) ? head : null;

    /// <summary>Where to go on: at what was found and not taken, or behind what was looked at.</summary>
    public long Next => Head?.Offset ?? Position;

    /// <summary>Whether there is anything from there on.</summary>
    public bool HasMore => Next < end;

    public FoundMessage Take() => _found.Dequeue();

    /// <returns>Whether it counts as looked at.</returns>
    public bool Look(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (IsDone)
        {
            return false;
        }

        if (result.IsPartitionEof || result.Offset >= end)
        {
            Position = Math.Max(Position, Math.Min(result.Offset, end));
            IsDone = true;
            return false;
        }

        Position = result.Offset + 1;
        if (MessageFilter.Matches(result.Message, wanted.Filter))
        {
            _found.Enqueue(new FoundMessage(partition, result.Offset, result.Message.Timestamp, result.Key, result.Value, [.. result.Message.Headers ?? []]));
            if (wanted.OnlyNewest && _found.Count > wanted.Limit)
            {
                _found.Dequeue();
            }
        }

        IsDone = Position >= end || (!wanted.OnlyNewest && _found.Count >= wanted.Limit);
        return true;
    }
}
