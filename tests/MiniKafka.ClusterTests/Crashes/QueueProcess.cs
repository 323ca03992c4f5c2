using System.Diagnostics;
using System.Globalization;

namespace MiniKafka.ClusterTests.Crashes;

/// <summary>One life of the queue's process: what it is given, and what it says until it ends or is killed.</summary>
internal sealed class QueueProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "DurableQueue.dll");
    private readonly Process _process;

    public QueueProcess(string directory, bool readsInput) => _process = Process.Start(new ProcessStartInfo(
        "dotnet", readsInput ? ["exec", Program, directory, "-"] : ["exec", Program, directory])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    public async Task GiveAsync(IEnumerable<string> jobs)
    {
        foreach (var job in jobs)
        {
            await _process.StandardInput.WriteLineAsync(job);
        }

        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next thing it says about a job; null at the end.</summary>
    public async Task<(string What, long Job, string Text)?> HearAsync()
    {
        var words = (await _process.StandardOutput.ReadLineAsync())?.Split(' ', 3);
        return words is null ? null
            : words is [var what, var job, var rest] && long.TryParse(job, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (what, number, rest)
            : throw new InvalidOperationException($"The queue said '{string.Join(' ', words)}'.");
    }

    public Task<string> ComplaintsAsync() => _process.StandardError.ReadToEndAsync();

    public Task EndAsync() => _process.WaitForExitAsync();

    /// <summary>SIGKILL: it gets no chance to do anything more.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
