using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using MiniKafka.Replication;
using MiniKafka.Replication.Followers;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Replication;

/// <summary>One broker of a replication simulation: a loop, a replica of the one partition, and its fetchers. A kill loses all but its files.</summary>
internal sealed class SimulatedBroker : IIsrChannel
{
    private readonly ReplicationSimulation _simulation;
    private IFileSystem _files = new MemoryFileSystem(new ManualClock());
    private ITimer? _lagTimer;
    private TaskCompletionSource _gone = new();
    private long _highWatermarkFloor;

    public SimulatedBroker(ReplicationSimulation simulation, int id)
    {
        _simulation = simulation;
        Id = id;
        Boot();
    }

    public int Id { get; }

    public EventLoop Loop { get; private set; } = null!;

    public ReplicaManager Replicas { get; private set; } = null!;

    public Partition? Partition { get; private set; }

    public ReplicaFetchers Fetchers { get; private set; } = null!;

    /// <summary>What this broker has heard of the metadata.</summary>
    public ClusterImage Image { get; private set; } = ClusterImage.Empty;

    /// <summary>Grows with every start; messages to an earlier process go nowhere.</summary>
    public int Incarnation { get; private set; }

    public bool IsAlive => !Gone.IsCompleted;

    /// <summary>Completes when this process is over.</summary>
    public Task Gone => _gone.Task;

    /// <summary>How many images had been published when this one was.</summary>
    public int ImageNumber { get; private set; }

    public bool IsPaused { get; set; }

    public void Boot()
    {
        Incarnation++;
        _gone = new TaskCompletionSource();
        IsPaused = false;
        Partition = null;
        _highWatermarkFloor = 0;
        (Image, ImageNumber) = (ClusterImage.Empty, -1);
        Loop = _simulation.Host.CreateLoop($"broker {Id}.{Incarnation}");
        Replicas = new ReplicaManager(Id, Loop.Clock);
        Fetchers = new ReplicaFetchers(
            leader => new SimulatedEndpoint(_simulation, this, leader), new FollowerSettings(1 << 20, TimeSpan.FromMilliseconds(200)), Loop);
        var interval = TimeSpan.FromMilliseconds(ReplicationSimulation.MaxLagMs / 2);
        _lagTimer = Loop.Clock.CreateTimer(
            _ =>
            {
                if (!IsPaused)
                {
                    Replicas.CheckInSync();
                }
            },
            null,
            interval,
            interval);
    }

    public async Task KillAsync(bool losesDisk)
    {
        _gone.TrySetResult();
        await Loop.InvokeAsync(async () =>
        {
            await _lagTimer!.DisposeAsync();
            await Fetchers.DisposeAsync();
            Partition?.Log.CloseFiles();
        });
        Loop.Stop();
        if (losesDisk)
        {
            _files = new MemoryFileSystem(new ManualClock());
        }
    }

    /// <summary>Metadata arrives: the replica becomes leader or follower.</summary>
    public void Publish(ClusterImage image, int number)
    {
        if (number <= ImageNumber)
        {
            return;
        }

        (Image, ImageNumber) = (image, number);
        if (image.Partition(ReplicationSimulation.Topic, 0) is not { } partition)
        {
            return;
        }

        var state = new PartitionState(partition.Leader, partition.LeaderEpoch, partition.PartitionEpoch, partition.Replicas, partition.Isr);
        if (_simulation.Sabotage == Sabotage.LonelyLeaders)
        {
            state = state with { InSyncReplicas = [Id] };
        }

        if (Partition is null)
        {
            var id = new TopicIdPartition(image.Topics[ReplicationSimulation.Topic].Id, ReplicationSimulation.Topic, 0);
            var context = new ReplicationContext(Loop, this)
            {
                MaxLagMs = ReplicationSimulation.MaxLagMs,
                MayBeInSync = (broker, epoch) => Image.Brokers.TryGetValue(broker, out var known) && known.IsActive && (epoch < 0 || known.Epoch == epoch),
                EpochOf = broker => Image.Brokers.TryGetValue(broker, out var known) && !known.IsFenced ? known.Epoch : -1,
            };
            Partition = new Partition(id, Id, OpenLog(), state, context) 
            {
                MinInSyncReplicas = _simulation.Sabotage == Sabotage.LonelyLeaders ? 1 : ReplicationSimulation.MinInSyncReplicas,
            };
            Replicas.Add(Partition);
        }

        Partition.Apply(state);
        Fetchers.Update(Partition);
    }

    public void AssertHighWatermarkDoesNotFall()
    {
        if (Partition is { } partition)
        {
            Assert.True(partition.Log.HighWatermark >= _highWatermarkFloor || partition.Log.HighWatermark == partition.Log.LogEndOffset, $"broker {Id}: high watermark fell");
            Assert.True(partition.Log.HighWatermark <= partition.Log.LogEndOffset, $"broker {Id}: high watermark beyond the end");
            _highWatermarkFloor = partition.Log.HighWatermark;
        }
    }

    Task<IsrAnswer> IIsrChannel.ProposeAsync(IsrChange change) => _simulation.ProposeAsync(this, change);

    private PartitionLog OpenLog()
    {
        var context = new LogContext(_files, Loop.Clock, CompressionCodecs.Default, new DelayedDeletion(_files), new ListLogger());
        _files.CreateDirectory("t-0");
        return new PartitionLog(context, new TopicPartition(ReplicationSimulation.Topic, 0), LogConfig.Default, LogLoader.Load(context, LogConfig.Default, new LogOpening("t-0")));
    }
}
