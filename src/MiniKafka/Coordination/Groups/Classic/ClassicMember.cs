using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>One member of a classic group, with the requests of its that wait for an answer.</summary>
internal sealed class ClassicMember(string memberId, string? groupInstanceId)
{
    public string MemberId { get; } = memberId;

    /// <summary>The configured id of a static member (KIP-345), else null.</summary>
    public string? GroupInstanceId { get; } = groupInstanceId;

    public string ClientId { get; init; } = "";

    public string ClientHost { get; init; } = "";

    public int RebalanceTimeoutMs { get; set; }

    public int SessionTimeoutMs { get; set; }

    /// <summary>In the order of the member's preference.</summary>
    public IReadOnlyList<MemberProtocol> Protocols { get; set; } = [];

    public byte[] Assignment { get; set; } = [];

    /// <summary>True until the first rebalance it takes part in completes: such a member may expire while it waits.</summary>
    public bool IsNew { get; set; }

    public DelayedJoin? Join { get; private set; }

    public DelayedSync? Sync { get; private set; }

    public bool IsJoining => Join is not null;

    public bool Supports(string protocol) => Protocols.Any(p => p.Name == protocol);

    public byte[] MetadataFor(string protocol)
    {
        foreach (var candidate in Protocols)
        {
            if (candidate.Name == protocol)
            {
                return candidate.Metadata;
            }
        }

        throw new InvalidOperationException($"Member {MemberId} does not support the protocol '{protocol}' of its group.");
    }

    /// <summary>Whether these are the member's protocols already, in the same order.</summary>
    public bool HasProtocols(IReadOnlyList<MemberProtocol> protocols) =>
        Protocols.Count == protocols.Count
        && Protocols.Zip(protocols).All(p => p.First.Name == p.Second.Name && p.First.Metadata.AsSpan().SequenceEqual(p.Second.Metadata));

    /// <summary>
    /// The member is from now on what the request says, and waits for its answer. A request that still waited has been given up by its client
    /// and is told to try again.
    /// </summary>
    public void Apply(Joining joining)
    {
        Protocols = joining.Protocols;
        SessionTimeoutMs = joining.Request.SessionTimeoutMs;
        // The first version had one timeout for both.
        RebalanceTimeoutMs = joining.Context.ApiVersion == 0 ? joining.Request.SessionTimeoutMs : joining.Request.RebalanceTimeoutMs;
        Join?.Fail(ErrorCode.RebalanceInProgress, MemberId);
        Join = joining.Join;
    }

    /// <summary>Keeps the request; one that still waited has been given up by its client and is told to try again.</summary>
    public void Delay(DelayedSync sync)
    {
        Sync?.Fail(ErrorCode.RebalanceInProgress);
        Sync = sync;
    }

    public DelayedJoin? TakeJoin()
    {
        var join = Join;
        Join = null;
        return join;
    }

    public DelayedSync? TakeSync()
    {
        var sync = Sync;
        Sync = null;
        return sync;
    }
}
