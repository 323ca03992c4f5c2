using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;

namespace MiniKafka.Rpc;

/// <summary>
/// The requests of one connection: one at a time, answers in order. Each is decoded, admitted (a connection that is muted goes on later),
/// dispatched and answered. Only a Produce behind Produces that wait for their
/// acknowledgements starts early, so that a client with several in flight does not pay for each round of replication;
/// the appends still happen in the order of the requests. When it has used up its turn, the connection waits for the next. Owned by the server's loop.
/// </summary>
internal sealed class RequestPipeline(
    IConnection connection, ClientConnection client, IRequestDispatcher dispatcher, RequestTurn turn, EventLoop loop, RpcLog log)
{
    /// <summary>Produces that may wait for acknowledgement at once; a client that sends more is read no further.</summary>
    private const int MaxWaitingProduces = 64;

    /// <summary>Bytes of produces that may wait; the last one may go beyond.</summary>
    private const long MaxWaitingBytes = 8 * 1024 * 1024;

    private readonly Queue<(Task<bool> Answer, int Bytes)> _unanswered = new();
    private long _unansweredBytes;
    private Task<bool>? _last;
    private bool _onlyProducesWait = true;

    /// <summary>Ends when the client closes the connection or loses it by what it sent.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await ReceiveAsync() is { } frame)
            {
                await turn.MayGoOnAsync();
                if (!await TryServeAsync(frame))
                {
                    break;
                }
            }

            await AnswersAsync(keep: 0);
        }
        catch (ConnectionClosedException closed) when (closed.IsRefusal)
        {
            log.Refused(client, closed.Message);
            await AnswersAsync(keep: 0);
        }
        catch (ConnectionClosedException closed)
        {
            log.Closed(client, closed.Message);
        }
        finally
        {
            // Answers that are on their way still leave; what waits on the client's behalf learns that it is gone.
            await connection.DisposeAsync();
            foreach (var (answer, _) in _unanswered)
            {
                await answer;
            }
        }
    }

    private ValueTask<Frame?> ReceiveAsync()
    {
        var receiving = connection.ReceiveAsync();
        if (!receiving.IsCompleted)
        {
            turn.Rest();
        }

        return receiving;
    }

    private async ValueTask<bool> TryServeAsync(Frame frame)
    {
        var started = false;
        turn.CountRequest(frame.Length);
        try
        {
            if (!TryDecode(frame, out var request, out var context, out var refusal))
            {
                return refusal is { } answer && await AnswersAsync(keep: 0) && await RefuseAsync(answer);
            }

            var isProduce = request is ProduceRequest;
            if (!await AnswersAsync(keep: isProduce && _onlyProducesWait ? MaxWaitingProduces : 0))
            {
                return false;
            }

            if (!await AdmittedAsync(request, context))
            {
                return false;
            }

            _onlyProducesWait = isProduce;
            started = true;
            var bytes = frame.Length;
            var answering = HandleAsync(frame, request, context, _unanswered.Count == 0 ? null : _last);
            if (answering.IsCompleted)
            {
                return await answering;
            }

            _last = answering.AsTask();
            _unanswered.Enqueue((_last, bytes));
            _unansweredBytes += bytes;
            return isProduce || await AnswersAsync(keep: 0);
        }
        finally
        {
            if (!started)
            {
                frame.Dispose();
            }
        }
    }

    /// <summary>Waits until no more than so many requests, and not too many bytes of them, are unanswered; false when the connection has to end.</summary>
    private async ValueTask<bool> AnswersAsync(int keep)
    {
        while (_unanswered.TryPeek(out var first) && (first.Answer.IsCompleted || _unanswered.Count > keep || _unansweredBytes > MaxWaitingBytes))
        {
            if (!await first.Answer)
            {
                return false;
            }

            _unansweredBytes -= _unanswered.Dequeue().Bytes;
        }

        return true;
    }

    /// <summary>Waits while the connection is kept from going on, by this request or by what was answered before; false when it is gone.</summary>
    private ValueTask<bool> AdmittedAsync(IRequest request, RequestContext context)
    {
        if (dispatcher.HoldBefore(request, context) is var hold && hold > TimeSpan.Zero)
        {
            client.Mute(hold, loop.Clock);
        }

        return client.MutedUntil == 0 ? ValueTask.FromResult(true) : client.UnmutedAsync(loop);
    }

    /// <summary>Handles a request and sends its answer once the one before it is out; false when the connection has to end.</summary>
    private async ValueTask<bool> HandleAsync(Frame frame, IRequest request, RequestContext context, Task<bool>? previous)
    {
        var (response, answerBytes) = ((IResponse?)null, 0);
        dispatcher.OnBegun(context);
        try
        {
            response = await dispatcher.DispatchAsync(request, context);
            if (previous is not null && !await previous)
            {
                return false;
            }

            if (response is not null)
            {
                var answer = new Frame(FrameCodec.EncodeResponse(response, context.Version, context.CorrelationId));
                answerBytes = answer.Length;
                turn.CountAnswer(answerBytes);
                await connection.SendAsync(answer);
            }

            return true;
        }
        catch (RequestRefusedException refused) when (!refused.IsMistake)
        {
            log.Closed(client, refused.Message);
            return false;
        }
        catch (RequestRefusedException refused)
        {
            log.Refused(client, $"{context.Api.Name} version {context.Version} cannot be answered. {refused.Message}");
            return false;
        }
        catch (ConnectionClosedException closed)
        {
            log.Closed(client, closed.Message);
            return false;
        }
#pragma warning disable CA1031 // A handler that fails costs its client the connection and nobody else anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            log.Failed(exception, context.Api.Name, context.Version, client);
            return false;
        }
        finally
        {
            dispatcher.OnEnded(context, response, frame.Length, answerBytes);
            context.ReleaseHeld();
            frame.Dispose();
        }
    }

    /// <summary>
    /// Reads header and body. What cannot be read, or is not served on this listener, ends the connection; only ApiVersions
    /// of an unknown version gets an answer, which names the versions to use instead (KIP-511), and what takes too much memory to read is
    /// refused by one where there is a place for that.
    /// </summary>
    private bool TryDecode(Frame frame, out IRequest request, out RequestContext context, out Refusal? refusal)
    {
        request = null!;
        context = null!;
        refusal = null;
        var (api, header, version) = ((Api?)null, (RequestHeader?)null, (short)0);
        try
        {
            var reader = ProtocolReader.OfRequest(frame.Bytes);
            (var key, version) = FrameCodec.PeekRequest(reader);
            if (!ApiCatalog.TryGet(key, out api) || dispatcher.VersionsOf(api.Key, client.ListenerName) is not { } served)
            {
                // All headers name the client in the same place.
                log.NotServed(client, RequestHeader.Read(ref reader, 1).ClientId, (ApiKey)key, version, null);
                return false;
            }

            header = RequestHeader.Read(ref reader, api.RequestHeaderVersion(version));
            if (!served.Contains(version) || !api.Supports(version))
            {
                if (api.Key != ApiKey.ApiVersions)
                {
                    log.NotServed(client, header.ClientId, api.Key, version, served);
                }

                // A client that is newer than this broker asks again in a version that it is told of: all is well.
                refusal = api.Key == ApiKey.ApiVersions ? new Refusal(VersionsOfApiVersions(), 0, header.CorrelationId) : null;
                return false;
            }

            request = api.DecodeRequest(ref reader, version);
            context = new RequestContext(api, version, header.CorrelationId, header.ClientId, client);
            return true;
        }
        catch (ProtocolException costly) when (costly.IsTooCostly && header is not null)
        {
            log.TooCostly(client, header.ClientId, api!.Key, version, costly.Message);
            refusal = api.RefuseUnread(version, ErrorCode.InvalidRequest, costly.Message) is { } response ? new Refusal(response, version, header.CorrelationId) : null;
            return false;
        }
        catch (ProtocolException malformed)
        {
            log.Refused(client, malformed.Message);
            return false;
        }
    }

    private async ValueTask<bool> RefuseAsync(Refusal refusal)
    {
        await connection.SendAsync(new Frame(FrameCodec.EncodeResponse(refusal.Response, refusal.Version, refusal.CorrelationId)));
        return true;
    }

    private ApiVersionsResponse VersionsOfApiVersions()
    {
        var served = dispatcher.VersionsOf(ApiKey.ApiVersions, client.ListenerName)!.Value;
        var response = new ApiVersionsResponse { ErrorCode = ErrorCode.UnsupportedVersion };
        response.ApiKeys.Add(new ApiVersionsResponse.ApiVersion
        {
            ApiKey = (short)served.ApiKey,
            MinVersion = served.Min,
            MaxVersion = served.Max,
        });
        return response;
    }

    /// <summary>The answer to a request that nobody handles.</summary>
    private readonly record struct Refusal(IResponse Response, short Version, int CorrelationId);
}
