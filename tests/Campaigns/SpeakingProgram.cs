using System.Diagnostics;
using System.Globalization;

namespace Campaigns;

/// <summary>One life of a sample's process that queues lines: what it is given, and what it says until it ends or is killed.</summary>
internal sealed class SpeakingProgram : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts a program that lies beside the tests.</summary>
    public SpeakingProgram(string name, params string[] arguments) => _process = Process.Start(
        new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    public async Task GiveAsync(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await _process.StandardInput.WriteLineAsync(line);
        }

        await _process.StandardInput.FlushAsync();
    }

    /// <summary>It gets no more.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>The next thing it says about a line that is queued; null at the end.</summary>
    public async Task<(string What, long Offset, string Text)?> HearAsync()
    {
        var words = (await _process.StandardOutput.ReadLineAsync())?.Split(' ', 3);
        return words is null ? null
            : words is [var what, var offset, var rest] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (what, number, rest)
            : throw new InvalidOperationException($"It said '{string.Join(' ', words)}'.");
    }

    /// <summary>All that it says until it ends by itself.</summary>
    public async Task<string[]> HearAllAsync()
    {
        var complaints = _process.StandardError.ReadToEndAsync();
        var said = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return ExitCode == 0 ? said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : throw new InvalidOperationException($"It ended with {ExitCode}: {await complaints}");
    }

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
