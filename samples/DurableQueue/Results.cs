using System.Globalization;
using System.Text;

namespace DurableQueue;

/// <summary>
/// The file that holds the queue's results, a line a job: its offset, its text and its result, with tabs between. The last line also says how far the
/// queue is: result and position are one write, so that there is no moment at which a job has one and not the other. A line that a kill cut short is
/// cut off, and its job run again.
/// </summary>
internal sealed class Results : IDisposable
{
    /// <summary>More than the longest line: a record has at most 1 MiB.</summary>
    private const int TailBytes = 2 * 1024 * 1024;

    private readonly FileStream _file;

    public Results(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var tail = new byte[Math.Min(_file.Length, TailBytes)];
        _file.Seek(-tail.Length, SeekOrigin.End);
        _file.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (end > 0)
        {
            var last = tail.AsSpan(0, end - 1);
            last = last[(last.LastIndexOf((byte)'\n') + 1)..];
            Next = long.Parse(last[..last.IndexOf((byte)'\t')], CultureInfo.InvariantCulture) + 1;
        }

        _file.SetLength(_file.Length - tail.Length + end);
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>The offset behind the last job that is done; 0 when none is.</summary>
    public long Next { get; private set; }

    /// <summary>When it returns, the job is done, whatever happens to the process or the machine.</summary>
    public void Add(long offset, string job, string result)
    {
        _file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{offset}\t{job}\t{result}\n")));
        _file.Flush(flushToDisk: true);
        Next = offset + 1;
    }

    public void Dispose() => _file.Dispose();
}
