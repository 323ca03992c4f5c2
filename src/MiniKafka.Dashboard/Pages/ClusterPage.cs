using System.Globalization;
using Microsoft.AspNetCore.Http;
using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Dashboard.Timeline;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Pages;

/// <summary>The brokers, who is alive, who controls, and the links between them; where they are in this process, they can be killed and cut off.</summary>
internal sealed class ClusterPage(IClusterSource source, EventLog events)
{
    public Page Page => new(
        "cluster",
        "Cluster",
        [new Look("cluster", LookAsync)],
        [
            new Change("brokers/{id}/{action}", DoAsync),
            new Change("links/cut", (request, _) => ChangeLink(request, static (controls, a, b) => controls.Cut(a, b), "cut")),
            new Change("links/heal", (request, _) => ChangeLink(request, static (controls, a, b) => controls.Heal(a, b), "healed")),
        ]);

    private IBrokerControls Controls =>
        source.Controls ?? throw new PageException(StatusCodes.Status404NotFound, "Only brokers in the dashboard's own process can be changed.");

    private async Task<object> LookAsync(PageQuery query, CancellationToken cancellationToken)
    {
        var known = await source.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        var quorum = known.ControllerId < 0 ? Task.FromResult<QuorumStatus?>(null) : ReadQuorumAsync(cancellationToken);
        var brokers = await source.ReadBrokersAsync(known, withBytes: true, cancellationToken).ConfigureAwait(false);
        return new ClusterState(known.ClusterId, known.ControllerId, brokers, await quorum.ConfigureAwait(false), source.Controls?.Cuts ?? []);
    }

    /// <summary>Whoever leads the controllers is asked; when nobody does, that is what there is to see.</summary>
    private async Task<QuorumStatus?> ReadQuorumAsync(CancellationToken cancellationToken)
    {
        try
        {
            return QuorumStatus.Of(await source.Clients.Looking.DescribeMetadataQuorumAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    private async Task<object> DoAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        var controls = Controls;
        if (!int.TryParse(request.Path["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw new PageException(StatusCodes.Status404NotFound, "There is no such broker.");
        }

        var action = request.Path["action"];
        await controls.DoAsync(id, action, cancellationToken).ConfigureAwait(false);
        events.Add(EventKind.Fault, $"Broker {id}: {action}, asked for on the page.", broker: id);
        return Nothing.AtAll;
    }

    private Task<object> ChangeLink(ChangeRequest request, Action<IBrokerControls, int, int> change, string what)
    {
        var controls = Controls;
        var link = request.Body.As<CutLink>();
        change(controls, link.A, link.B);
        events.Add(EventKind.Fault, $"The link between broker {link.A} and broker {link.B} was {what} on the page.", broker: link.A);
        return Task.FromResult<object>(Nothing.AtAll);
    }
}

/// <summary>The cluster as a whole.</summary>
/// <param name="ClusterId">Its id.</param>
/// <param name="ControllerId">The active controller; -1 while there is none.</param>
/// <param name="Brokers">All brokers, by id.</param>
/// <param name="Quorum">The controllers; null while nobody leads them.</param>
/// <param name="Cuts">Links between brokers that are cut.</param>
internal sealed record ClusterState(string ClusterId, int ControllerId, IReadOnlyList<BrokerStatus> Brokers, QuorumStatus? Quorum, IReadOnlyList<CutLink> Cuts);

/// <summary>
/// A broker: what it does, in small letters, and why where it failed; how many partitions it leads, how many replicas it has, and what their logs hold,
/// which is null when it could not be asked.
/// </summary>
internal sealed record BrokerStatus(
    int Id, string Host, int Port, string? Rack, string State, string? StateReason, bool IsController, int Leaders, int Replicas, long? Bytes);

/// <summary>The controllers, and how far each has the metadata log.</summary>
internal sealed record QuorumStatus(int LeaderId, int LeaderEpoch, long HighWatermark, IReadOnlyList<QuorumNode> Voters, IReadOnlyList<QuorumNode> Observers)
{
    public static QuorumStatus Of(QuorumDescription quorum)
    {
        var end = quorum.Voters.Concat(quorum.Observers).Max(static node => node.LogEndOffset);
        return new QuorumStatus(quorum.LeaderId, quorum.LeaderEpoch, quorum.HighWatermark, Nodes(quorum.Voters), Nodes(quorum.Observers));

        IReadOnlyList<QuorumNode> Nodes(IReadOnlyList<QuorumReplica> replicas) =>
            [.. replicas.Select(node => new QuorumNode(node.NodeId, node.LogEndOffset, node.LogEndOffset < 0 ? -1 : end - node.LogEndOffset))];
    }
}

/// <summary>A node that follows the metadata log.</summary>
internal sealed record QuorumNode(int Id, long LogEndOffset, long Lag);

/// <summary>Two brokers, by id, of which nothing reaches the other in at least one direction.</summary>
internal sealed record CutLink(int A, int B);
