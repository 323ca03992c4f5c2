using MiniKafka.Broker.Nodes;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Broker.Controllers;

/// <summary>Carries the quorum's requests over connections: fetches on one of their own, because they wait at the leader.</summary>
internal sealed class RpcQuorumChannel(NodeClient network) : IQuorumChannel
{
    public async Task<QuorumAnswer<TResponse>> SendAsync<TResponse>(QuorumNode node, IRequest<TResponse> request)
        where TResponse : class, IResponse
    {
        var lane = request is FetchRequest or FetchSnapshotRequest ? NodeLane.Replication : NodeLane.Elections;
        var connecting = network.ConnectAsync(node.Id, lane);
        if (NodeClient.RefusalOf(connecting) is not null)
        {
            return new QuorumAnswer<TResponse>(null, ErrorCode.NetworkException);
        }

        try
        {
            var client = await connecting;
            using var response = await client.SendAsync(request);
            return new QuorumAnswer<TResponse>(Kept(response.Message));
        }
        catch (ConnectionClosedException exception)
        {
            // An answer that came too late ends its connection, but says nothing about the node being there.
            var isLate = exception.GetBaseException() is TimeoutException;
            return new QuorumAnswer<TResponse>(null, isLate ? ErrorCode.RequestTimedOut : ErrorCode.NetworkException);
        }
        catch (OperationCanceledException)
        {
            // This node stops.
            return new QuorumAnswer<TResponse>(null, ErrorCode.NetworkException);
        }
        catch (KafkaException exception)
        {
            return new QuorumAnswer<TResponse>(null, exception.Code);
        }
    }

    /// <summary>The answer with its record bytes copied out of the frame, which goes as soon as it was read.</summary>
    private static TResponse Kept<TResponse>(TResponse response)
    {
        switch (response)
        {
            case FetchResponse fetch:
                foreach (var partition in fetch.Responses.SelectMany(topic => topic.Partitions))
                {
                    partition.Records = partition.Records is { } records ? Copy(records) : null;
                }

                break;
            case FetchSnapshotResponse snapshot:
                foreach (var partition in snapshot.Topics.SelectMany(topic => topic.Partitions))
                {
                    partition.UnalignedRecords = Copy(partition.UnalignedRecords);
                }

                break;
            default:
                break;
        }

        return response;
    }

    private static SharedBytes Copy(in SharedBytes bytes) => new(System.Buffers.BuffersExtensions.ToArray(bytes.Sequence));
}
