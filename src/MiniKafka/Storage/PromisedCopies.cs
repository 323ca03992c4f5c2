using MiniKafka.Storage.Files;

namespace MiniKafka.Storage;

/// <summary>
/// The space that a broker, in one of its lives, expects followers of what it leads to take: with the end of that life nobody copies from it
/// any more. Owned by the broker's loop, and by whoever ends it after that.
/// </summary>
internal sealed class PromisedCopies(SpaceAccount account) : IDisposable
{
    private long _bytes;
    private bool _isOver;

    /// <summary>More is to be copied, or less.</summary>
    public void Add(long bytes)
    {
        if (!_isOver)
        {
            _bytes += bytes;
            account.Promise(bytes);
        }
    }

    public void Dispose()
    {
        Add(-_bytes);
        _isOver = true;
    }
}
