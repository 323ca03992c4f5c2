using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Quorum.Consensus;

/// <summary>A request this replica wants sent, and what to do with its answer. Answered or failed exactly once, on the node's loop.</summary>
internal abstract class OutgoingRequest(QuorumNode node)
{
    public QuorumNode Node => node;

    public abstract IRequest Message { get; }

    /// <summary>Sends it and takes the answer or the failure in.</summary>
    public abstract Task SendAsync(IQuorumChannel channel);
}

/// <inheritdoc/>
internal sealed class OutgoingRequest<TResponse>(
    QuorumNode node,
    IRequest<TResponse> request,
    Action<TResponse> answered,
    Action<ErrorCode> failed) : OutgoingRequest(node)
    where TResponse : class, IResponse
{
    public override IRequest Message => request;

    public override async Task SendAsync(IQuorumChannel channel)
    {
        var (response, error) = await channel.SendAsync(Node, request);
        if (response is null)
        {
            failed(error);
        }
        else
        {
            answered(response);
        }
    }
}
