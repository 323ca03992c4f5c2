using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Network.Faults;

/// <summary>
/// Sends every request a second time, late, as a client does that retries after a lost answer, and lets go of every
/// buffer as early as it can: each frame travels in a pooled copy of its own, which debug builds overwrite when its
/// last hold is released. Whoever stored or still reads bytes without a hold then sees garbage.
/// </summary>
internal sealed class RepeatingTransport(ITransport inner, TimeSpan lateBy) : ITransport
{
    public async ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default) =>
        new RepeatingConnection(await inner.ConnectAsync(remote, loop, cancellationToken), loop, lateBy);

    public ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default) =>
        inner.ListenAsync(local, loop, cancellationToken);

    private static Frame Copy(Frame frame)
    {
        var copy = PooledBuffer.Rent(frame.Length);
        frame.Sequence.CopyTo(copy.Span);
        return new Frame(copy);
    }

    private sealed class RepeatingConnection(IConnection connection, EventLoop loop, TimeSpan late) : IConnection
    {
        private readonly HashSet<int> _answered = [];

        public EndPoint LocalEndPoint => connection.LocalEndPoint;

        public EndPoint RemoteEndPoint => connection.RemoteEndPoint;

        public CancellationToken Closed => connection.Closed;

        public async ValueTask SendAsync(Frame frame)
        {
            Frame first, second;
            using (frame)
            {
                first = Copy(frame);
                second = Copy(frame);
            }

            await connection.SendAsync(first);
            loop.Start(() => RepeatAsync(second));
        }

        /// <summary>The answer to a request that was answered before is the repetition's, which nobody waits for.</summary>
        public async ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default)
        {
            while (await connection.ReceiveAsync(cancellationToken) is { } frame)
            {
                using (frame)
                {
                    var answer = Copy(frame);
                    if (_answered.Add(BinaryPrimitives.ReadInt32BigEndian(answer.Sequence.FirstSpan)))
                    {
                        return answer;
                    }

                    answer.Dispose();
                }
            }

            return null;
        }

        public void Abort(Exception? reason = null) => connection.Abort(reason);

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private async Task RepeatAsync(Frame frame)
        {
            await Task.Delay(late, loop.Clock);
            if (connection.Closed.IsCancellationRequested)
            {
                frame.Dispose();
                return;
            }

            try
            {
                await connection.SendAsync(frame);
            }
            catch (ConnectionClosedException)
            {
                // The connection ended before the repetition left.
            }
        }
    }
}
