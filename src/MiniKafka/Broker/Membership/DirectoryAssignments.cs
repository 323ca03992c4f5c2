using MiniKafka.Broker.Controllers;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Membership;

/// <summary>
/// Tells the active controller in which log directory this broker's replicas are, when the metadata says otherwise or nothing yet
/// (KIP-858). Owned by the node's loop. One request at a time; what comes up meanwhile goes with the next, and of several
/// directories for one replica the last counts.
/// </summary>
internal sealed class DirectoryAssignments(ClusterView view, IControllerRequests controller, EventLoop loop)
{
    /// <summary>Kafka puts no more into one request.</summary>
    private const int MostAtOnce = 2250;

    /// <summary>As in Kafka.</summary>
    private readonly RetryBackoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), loop.Host.CreateRandom($"{loop.Name} assigns again"));

    private readonly SortedDictionary<(Uuid TopicId, int Partition), Assignment> _waiting = [];
    private bool _isRunning;
    private bool _isOver;

    /// <summary>
    /// Completes with true when the controller took note, with false when it refuses to or another directory was named meanwhile.
    /// </summary>
    public Task<bool> AssignAsync(TopicIdPartition partition, Uuid directory)
    {
        if (_isOver)
        {
            return Task.FromResult(false);
        }

        var key = (partition.TopicId, partition.Partition);
        if (_waiting.TryGetValue(key, out var waiting) && waiting.Directory == directory)
        {
            return waiting.Done.Task;
        }

        waiting?.Done.TrySetResult(false);
        var assignment = _waiting[key] = new Assignment(directory, loop.CreateCompletion<bool>());
        if (!_isRunning)
        {
            _isRunning = true;
            loop.Start(RunAsync);
        }

        return assignment.Done.Task;
    }

    /// <summary>Says nothing any more; who waits is told that nothing came of it.</summary>
    public void Abandon()
    {
        _isOver = true;
        foreach (var assignment in _waiting.Values)
        {
            assignment.Done.TrySetResult(false);
        }

        _waiting.Clear();
    }

    private async Task RunAsync()
    {
        // Whatever else one change of the metadata brings goes with the first request.
        await Task.Yield();
        for (var failures = 0; _waiting.Count > 0 && !_isOver;)
        {
            var batch = _waiting.Take(MostAtOnce).ToList();
            if (await TrySendAsync(batch))
            {
                failures = 0;
            }
            else if (!_isOver)
            {
                await Task.Delay(_backoff.After(++failures), loop.Clock);
            }
        }

        _isRunning = false;
    }

    private async Task<bool> TrySendAsync(List<KeyValuePair<(Uuid TopicId, int Partition), Assignment>> batch)
    {
        var request = new AssignReplicasToDirsRequest
        {
            BrokerId = view.BrokerId,
            BrokerEpoch = view.Image.Brokers.GetValueOrDefault(view.BrokerId)?.Epoch ?? -1,
            Directories = [.. batch.GroupBy(entry => entry.Value.Directory).OrderBy(group => group.Key).Select(DirectoryOf)],
        };
        AssignReplicasToDirsResponse response;
        try
        {
            response = await controller.AssignAsync(request);
        }
        catch (KafkaException)
        {
            // Nobody decided for the cluster.
            return false;
        }

        if (response.ErrorCode != ErrorCode.None)
        {
            return false;
        }

        var answers = response.Directories
            .SelectMany(directory => directory.Topics.SelectMany(topic => topic.Partitions.Select(partition => ((topic.TopicId, partition.PartitionIndex), partition.ErrorCode))))
            .ToDictionary();
        foreach (var (key, assignment) in batch)
        {
            if (_waiting.TryGetValue(key, out var present) && ReferenceEquals(present, assignment))
            {
                _waiting.Remove(key);
            }

            // A partition that is gone, or has no replica here any more, needs no directory.
            assignment.Done.TrySetResult(answers.GetValueOrDefault(key, ErrorCode.UnknownServerError) == ErrorCode.None);
        }

        return true;
    }

    private static AssignReplicasToDirsRequest.DirectoryData DirectoryOf(IGrouping<Uuid, KeyValuePair<(Uuid TopicId, int Partition), Assignment>> group) => new()
    {
        Id = group.Key,
        Topics =
        [
            .. group.GroupBy(entry => entry.Key.TopicId).Select(topic => new AssignReplicasToDirsRequest.TopicData
            {
                TopicId = topic.Key,
                Partitions = [.. topic.Select(entry => new AssignReplicasToDirsRequest.PartitionData { PartitionIndex = entry.Key.Partition })],
            }),
        ],
    };

    private sealed record Assignment(Uuid Directory, TaskCompletionSource<bool> Done);
}
