using MiniKafka.Broker.Controllers;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Broker.Controllers;

/// <summary>An active controller that answers as a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedController : IControllerRequests
{
    public List<(Uuid Incarnation, long PreviousEpoch, List<Uuid> LogDirs)> Registrations { get; } = [];

    public List<BrokerHeartbeatRequest> Heartbeats { get; } = [];

    /// <summary>Which directory was told for which partition.</summary>
    public List<(int Partition, Uuid Directory)> Assignments { get; } = [];

    public Func<BrokerRegistrationResponse> Register { get; set; } = static () => new BrokerRegistrationResponse { BrokerEpoch = 5 };

    public Func<BrokerHeartbeatRequest, Task<BrokerHeartbeatResponse>> Heartbeat { get; set; } =
        static _ => Task.FromResult(new BrokerHeartbeatResponse { IsFenced = false });

    /// <summary>What each assignment comes to.</summary>
    public Func<Task<ErrorCode>> Assign { get; set; } = static () => Task.FromResult(ErrorCode.None);

    public Task<BrokerRegistrationResponse> RegisterAsync(BrokerRegistrationRequest request)
    {
        Registrations.Add((request.IncarnationId, request.PreviousBrokerEpoch, [.. request.LogDirs]));
        return Task.FromResult(Register());
    }

    public Task<BrokerHeartbeatResponse> HeartbeatAsync(BrokerHeartbeatRequest request)
    {
        Heartbeats.Add(request);
        return Heartbeat(request);
    }

    /// <summary>The changes of in-sync replicas that were asked for together.</summary>
    public List<AlterPartitionRequest> Alterations { get; } = [];

    public Func<AlterPartitionRequest, Task<AlterPartitionResponse>> Alter { get; set; } =
        static _ => Task.FromResult(new AlterPartitionResponse { ErrorCode = ErrorCode.StaleBrokerEpoch });

    public Task<AlterPartitionResponse> AlterPartitionAsync(AlterPartitionRequest request)
    {
        Alterations.Add(request);
        return Alter(request);
    }

    public async Task<AssignReplicasToDirsResponse> AssignAsync(AssignReplicasToDirsRequest request)
    {
        Assignments.AddRange(request.Directories.SelectMany(directory => directory.Topics.SelectMany(topic => topic.Partitions.Select(partition => (partition.PartitionIndex, directory.Id)))));
        var error = await Assign();
        return new AssignReplicasToDirsResponse
        {
            Directories =
            [
                .. request.Directories.Select(directory => new AssignReplicasToDirsResponse.DirectoryData
                {
                    Id = directory.Id,
                    Topics =
                    [
                        .. directory.Topics.Select(topic => new AssignReplicasToDirsResponse.TopicData
                        {
                            TopicId = topic.TopicId,
                            Partitions =
                            [
                                .. topic.Partitions.Select(partition => new AssignReplicasToDirsResponse.PartitionData { PartitionIndex = partition.PartitionIndex, ErrorCode = error }),
                            ],
                        }),
                    ],
                }),
            ],
        };
    }

    public Task<AllocateProducerIdsResponse> AllocateAsync(AllocateProducerIdsRequest request) =>
        Task.FromResult(new AllocateProducerIdsResponse { ErrorCode = ErrorCode.StaleBrokerEpoch });
}
