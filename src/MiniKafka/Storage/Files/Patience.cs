namespace MiniKafka.Storage.Files;

/// <summary>
/// How long a file that somebody else holds is waited for, and how often it is looked at: what scans and saves files lets go of them within
/// moments. No thread waits; each new try is a turn of a loop or a job of a worker.
/// </summary>
internal static class Patience
{
    /// <summary>A lock that lasts longer is a failure of the log directory.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Does something that may be done again from its beginning, until nobody holds its files any more.</summary>
    /// <exception cref="IOException">Somebody held one for longer than the limit.</exception>
    public static async Task<T> RunAsync<T>(TimeProvider clock, Func<Task<T>> work)
    {
        var watch = new HoldWatch(clock);
        while (true)
        {
            try
            {
                return await work();
            }
            catch (FileHeldException held) when (watch.IsOver(held))
            {
                throw Failure(held);
            }
            catch (FileHeldException)
            {
                // Whoever holds it may let go of it before the next try.
            }

            await Task.Delay(Interval, clock);
        }
    }

    /// <summary>Does something that is done at once when nobody holds its files.</summary>
    /// <exception cref="IOException">Somebody held one for longer than the limit.</exception>
    public static Task RunAsync(TimeProvider clock, Action work) => RunAsync(clock, () =>
    {
        work();
        return Task.FromResult(true);
    });

    /// <summary>What a hold is that lasts.</summary>
    public static IOException Failure(FileHeldException held) => new($"{held.Message} It was waited for {Limit.TotalSeconds} s.", held);
}
