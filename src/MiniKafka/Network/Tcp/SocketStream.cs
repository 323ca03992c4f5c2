using System.Runtime.InteropServices;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Network.Tcp;

/// <summary>
/// The bytes of a socket as a stream, for what lies between it and its frames. One read and one write may be on the way, which go on on the threads of
/// the socket's host. Disposing of it does not close the socket.
/// </summary>
internal sealed class SocketStream : Stream
{
    private readonly SocketTransfer _read;
    private readonly SocketTransfer _write;

    public SocketStream(SocketWatch watch)
    {
        _read = new SocketTransfer(watch.TryArmToRead, watch.Receive);
        _write = new SocketTransfer(watch.TryArmToWrite, (buffer, out error) => watch.Send(buffer, out error));
        watch.Readable = _read.GoOn;
        watch.Writable = _write.GoOn;
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _read.Begin(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[await _write.Begin(MemoryMarshal.AsMemory(buffer))..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Everything is with the system already.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw NotBlocking();

    public override void Write(byte[] buffer, int offset, int count) => throw NotBlocking();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static NotSupportedException NotBlocking() => new("The network has no thread that could wait here.");
}
