using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Consensus;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Participation;

/// <summary>AddRaftVoter, RemoveRaftVoter and UpdateRaftVoter: checks what the request says and hands the change on.</summary>
internal static class VoterRequests
{
    private const string DefaultListener = "CONTROLLER";

    public static void Add(AddRaftVoterRequest request, QuorumOptions options, QuorumReplica replica, Action<AddRaftVoterResponse> answer)
    {
        if (CheckCluster(request.ClusterId, options) is { } foreign)
        {
            Answer(foreign);
        }
        else if (!replica.Leads)
        {
            Answer(new VoterChangeResult(ErrorCode.NotLeaderOrFollower, null));
        }
        else if (request.VoterId < 0 || request.VoterDirectoryId == Uuid.Zero)
        {
            Answer(new VoterChangeResult(ErrorCode.InvalidRequest, "Add voter request didn't include a valid voter"));
        }
        else if (!request.Listeners.Exists(listener => listener.Name.Equals(ListenerOf(options), StringComparison.OrdinalIgnoreCase)))
        {
            Answer(new VoterChangeResult(
                ErrorCode.InvalidRequest,
                $"Add voter request didn't include the endpoint (Endpoints(endpoints={{}})) for the default listener ListenerName({ListenerOf(options)})"));
        }
        else
        {
            var endpoints = request.Listeners.Select(listener => new VoterEndpoint(listener.Name, listener.Host, listener.Port));
            var voter = new Voter(new ReplicaKey(request.VoterId, request.VoterDirectoryId), [.. endpoints]);
            replica.VoterChanges.Add(voter, request.TimeoutMs, Answer);
        }

        void Answer(VoterChangeResult result) => answer(new AddRaftVoterResponse { ErrorCode = result.Error, ErrorMessage = result.Message });
    }

    public static void Remove(RemoveRaftVoterRequest request, QuorumOptions options, QuorumReplica replica, Action<RemoveRaftVoterResponse> answer)
    {
        if (CheckCluster(request.ClusterId, options) is { } foreign)
        {
            Answer(foreign);
        }
        else if (!replica.Leads)
        {
            Answer(new VoterChangeResult(ErrorCode.NotLeaderOrFollower, null));
        }
        else if (request.VoterId < 0 || request.VoterDirectoryId == Uuid.Zero)
        {
            Answer(new VoterChangeResult(ErrorCode.InvalidRequest, "Remove voter request didn't include a valid voter"));
        }
        else
        {
            replica.VoterChanges.Remove(new ReplicaKey(request.VoterId, request.VoterDirectoryId), Answer);
        }

        void Answer(VoterChangeResult result) => answer(new RemoveRaftVoterResponse { ErrorCode = result.Error, ErrorMessage = result.Message });
    }

    public static void Update(UpdateRaftVoterRequest request, QuorumOptions options, QuorumReplica replica, Action<UpdateRaftVoterResponse> answer)
    {
        if (CheckCluster(request.ClusterId, options) is { } foreign)
        {
            Answer(foreign);
        }
        else if (LeaderRequests.Check(replica.Roles, request.CurrentLeaderEpoch, out _) is var error and not ErrorCode.None)
        {
            Answer(new VoterChangeResult(error, null));
        }
        else if (request.VoterId < 0 || request.VoterDirectoryId == Uuid.Zero || request.Listeners.Count == 0
            || request.KRaftVersionFeature.MinSupportedVersion < 0
            || request.KRaftVersionFeature.MaxSupportedVersion < request.KRaftVersionFeature.MinSupportedVersion)
        {
            Answer(new VoterChangeResult(ErrorCode.InvalidRequest, null));
        }
        else
        {
            replica.VoterChanges.Update(
                new Voter(
                    new ReplicaKey(request.VoterId, request.VoterDirectoryId),
                    [.. request.Listeners.Select(listener => new VoterEndpoint(listener.Name, listener.Host, listener.Port))],
                    request.KRaftVersionFeature.MinSupportedVersion,
                    request.KRaftVersionFeature.MaxSupportedVersion),
                Answer);
        }

        void Answer(VoterChangeResult result)
        {
            var leader = replica.Roles.LeaderEndpoint;
            answer(new UpdateRaftVoterResponse
            {
                ErrorCode = result.Error,
                CurrentLeader = new UpdateRaftVoterResponse.CurrentLeaderData
                {
                    LeaderId = replica.Roles.ToldLeaderId,
                    LeaderEpoch = replica.Roles.Epoch,
                    Host = leader?.Endpoint.Host ?? "",
                    Port = leader?.Endpoint.Port ?? 0,
                },
            });
        }
    }

    private static VoterChangeResult? CheckCluster(string? clusterId, QuorumOptions options) => options.IsMeant(clusterId)
        ? null
        : new VoterChangeResult(ErrorCode.InconsistentClusterId, $"The given id \"{clusterId}\" doesn't match the cluster id \"{options.ClusterId}\"");

    private static string ListenerOf(QuorumOptions options) => options.LocalEndpoints is [var endpoint, ..] ? endpoint.Name : DefaultListener;
}
