using MiniKafka.CompatibilityTests.Groups;

namespace MiniKafka.CompatibilityTests.UnderFire;

using Confluent.Kafka;

/// <summary>
/// A member on Confluent.Kafka that commits after every hundred records and whenever nothing comes. A commit that fails is
/// made up for by the next one.
/// </summary>
internal sealed class CommittingMember : GroupMember
{
    private const int RecordsPerCommit = 100;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private readonly List<string> _complaints = [];
    private int _commits;
    private int _failedCommits;

    public CommittingMember(string bootstrapServers, string topic, string group, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers, GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false,
        };
        foreach (var (key, value) in settings)
        {
            config.Set(key, value);
        }

        var consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetPartitionsAssignedHandler((_, partitions) => Gained(partitions.Select(partition => partition.Partition.Value)))
            .SetPartitionsRevokedHandler((_, partitions) => Lost(partitions.Select(partition => partition.Partition.Value)))
            .SetPartitionsLostHandler((_, partitions) => Lost(partitions.Select(partition => partition.Partition.Value)))
            .SetLogHandler(static (_, _) => { })
            .Build();
        consumer.Subscribe(topic);
        _running = Task.Factory.StartNew(() => Run(consumer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Commits that were confirmed.</summary>
    public int Commits => Volatile.Read(ref _commits);

    /// <summary>Commits that were refused or got no answer.</summary>
    public int FailedCommits => Volatile.Read(ref _failedCommits);

    /// <summary>Errors that the client reported and went on after.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    public override string ToString() => string.Join(" | ", Complaints.TakeLast(3));

    public override async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public override Task KillAsync() => throw new NotSupportedException("A member in this process cannot be killed");

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private void Run(IConsumer<Ignore, Ignore> consumer)
    {
        using (consumer)
        {
            var uncommitted = 0;
            while (!_stopping.IsCancellationRequested)
            {
                var result = Consume(consumer);
                if (result is not null)
                {
                    Read(result.Partition.Value, result.Offset.Value);
                    uncommitted++;
                }

                if (uncommitted >= RecordsPerCommit || (result is null && uncommitted > 0))
                {
                    uncommitted = Commit(consumer) ? 0 : uncommitted;
                }
            }

            Commit(consumer);
            consumer.Close();
        }
    }

    /// <summary>An error that the client goes on after is remembered and no more.</summary>
    private ConsumeResult<Ignore, Ignore>? Consume(IConsumer<Ignore, Ignore> consumer)
    {
        try
        {
            return consumer.Consume(TimeSpan.FromMilliseconds(50));
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            lock (_complaints)
            {
                _complaints.Add(exception.Message);
            }

            return null;
        }
    }

    private bool Commit(IConsumer<Ignore, Ignore> consumer)
    {
        try
        {
            consumer.Commit();
            Interlocked.Increment(ref _commits);
            return true;
        }
        catch (KafkaException exception) when (exception.Error.Code == ErrorCode.Local_NoOffset)
        {
            // What it read belongs to another member since.
            return true;
        }
        catch (KafkaException)
        {
            Interlocked.Increment(ref _failedCommits);
            return false;
        }
    }
}
