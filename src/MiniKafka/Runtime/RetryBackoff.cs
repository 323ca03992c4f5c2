using MiniKafka.Model;

namespace MiniKafka.Runtime;

/// <summary>
/// How long to wait before trying again, for clients and brokers alike: doubling from the first time to the longest, a fifth more or less
/// by chance so that they do not come back together (KIP-580). Used on its owner's loop.
/// </summary>
internal sealed class RetryBackoff(TimeSpan first, TimeSpan longest, Random random)
{
    private const double Jitter = 0.2;
    private const int MostDoublings = 20;

    /// <param name="failures">How many times it has failed so far, from 1.</param>
    public TimeSpan After(int failures)
    {
        var doubled = first * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings));
        var bounded = doubled < longest || longest < first ? doubled : longest;
        return bounded * (1 - Jitter + (2 * Jitter * random.NextDouble()));
    }

    /// <summary>
    /// Tries again as long as the failure is retriable, tries are left and the next one would begin in time; then the last
    /// failure is thrown. Nothing begins once it was cancelled.
    /// </summary>
    public async Task<T> RetryAsync<T>(
        Func<Task<T>> attempt, TimeSpan timeout, TimeProvider clock, int retries = int.MaxValue, CancellationToken cancellationToken = default)
    {
        var started = clock.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan wait;
            try
            {
                return await attempt();
            }
            catch (KafkaException exception) when (exception.IsRetriable)
            {
                wait = After(failures);
                if (failures > retries || clock.GetElapsedTime(started) + wait > timeout)
                {
                    throw;
                }
            }

            // A delay that could be cancelled would go on outside the loop.
            await Task.Delay(wait, clock, CancellationToken.None);
        }
    }
}
