namespace MiniKafka.Storage.Files;

/// <summary>
/// What one broker's files on disk have of the account, in one of its lives: the next life counts them anew, because a crash may have lost some, and
/// what is still being done for an earlier one counts no more. May be used from any thread.
/// </summary>
internal sealed class SpaceShare(SpaceAccount account)
{
    private readonly Lock _guard = new();
    private long _bytes;
    private bool _isOver;

    public SpaceAccount Account => account;

    /// <summary>Files got longer, or shorter.</summary>
    public void Add(long bytes)
    {
        lock (_guard)
        {
            if (!_isOver)
            {
                _bytes += bytes;
                account.Take(bytes);
            }
        }
    }

    /// <summary>The next life begins.</summary>
    public void End()
    {
        lock (_guard)
        {
            account.Give(_bytes);
            (_bytes, _isOver) = (0, true);
        }
    }
}
