using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups;

/// <summary>A JoinGroup request that is answered when the group is ready. Answered once; later answers are dropped.</summary>
internal sealed class DelayedJoin(JoinGroupRequest request, short apiVersion)
{
    private const short FirstVersionWithNullProtocol = 7;

    private readonly TaskCompletionSource<JoinGroupResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public short ApiVersion { get; } = apiVersion;

    public void Complete(JoinGroupResponse response)
    {
        if (ApiVersion < FirstVersionWithNullProtocol)
        {
            response.ProtocolName ??= "";
        }

        _completion.TrySetResult(response);
    }

    public void Fail(ErrorCode error, string memberId = "")
    {
        var refusal = request.Refuse(ApiVersion, error);
        refusal.MemberId = memberId;
        Complete(refusal);
    }

    /// <summary>The answer. When the client is gone nobody waits for it any more; what it asked for takes its course without it.</summary>
    public async Task<JoinGroupResponse> WaitAsync(CancellationToken clientGone)
    {
        await using var gone = clientGone.UnsafeRegister(static state => ((DelayedJoin)state!).Fail(ErrorCode.NetworkException), this);
        return await _completion.Task;
    }
}
